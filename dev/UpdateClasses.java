import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives the classes of a jar that are older than Java 6 the format of Java 8, which has stack maps:
 * the JVM's ahead-of-time cache takes no older ones (picocli's are of Java 5), which are then read
 * from their jar and verified in the slow, old way at each start.
 *
 * <p>{@code java UpdateClasses.java JAR...}; the jars are changed in place.
 */
final class UpdateClasses {
  private static final ClassTransform VERSION =
      (builder, element) -> {
        if (element instanceof ClassFileVersion) {
          builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
        } else {
          builder.with(element);
        }
      };

  private UpdateClasses() {}

  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      update(Path.of(jar));
    }
  }

  private static void update(Path jar) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        FileSystem files = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
        Stream<Path> tree = Files.walk(files.getPath("/"))) {
      ClassFile format =
          ClassFile.of(
              ConstantPoolSharingOption.NEW_POOL, // else method bodies are copied as they are
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
      List<Path> classes = tree.filter(file -> file.toString().endsWith(".class")).toList();
      for (Path file : classes) {
        ClassModel old = format.parse(Files.readAllBytes(file));
        if (old.majorVersion() < ClassFile.JAVA_6_VERSION) {
          Files.write(file, format.transformClass(old, VERSION));
        }
      }
    }
  }
}
