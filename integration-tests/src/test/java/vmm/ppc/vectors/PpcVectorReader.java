package vmm.ppc.vectors;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import vmm.ppc.vectors.PpcVector.State;

/** Reads the files that {@code guests/ppc-vectors} writes; its README describes the format. */
public final class PpcVectorReader {
  private PpcVectorReader() {}

  /** All vectors of a set. */
  public static List<PpcVector> read(PpcVectorSet set) {
    String file = "/vectors/ppc/" + set.name().toLowerCase(Locale.ROOT) + ".bin.gz";
    try (InputStream resource =
            Objects.requireNonNull(PpcVectorReader.class.getResourceAsStream(file), file);
        var input = new DataInputStream(new BufferedInputStream(new GZIPInputStream(resource)))) {
      return read(input, set.kind());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<PpcVector> read(DataInputStream input, PpcVectorSet.Kind kind) throws IOException {
    var vectors = new ArrayList<PpcVector>();
    for (byte[] name = input.readNBytes(kind.nameBytes());
        name.length != 0;
        name = input.readNBytes(kind.nameBytes())) {
      String mnemonic = new String(name, StandardCharsets.US_ASCII).replace("\0", "");
      int word = input.readInt();
      State before = state(input, kind);
      State after = state(input, kind);
      boolean raised = kind.raises() && input.readBoolean();
      vectors.add(new PpcVector(mnemonic, word, before, after, raised));
    }
    return vectors;
  }

  private static State state(DataInputStream input, PpcVectorSet.Kind kind) throws IOException {
    var registers = new ArrayList<Long>();
    int narrow = kind.isWide() ? 0 : kind.general();
    int wide = kind.isWide() ? kind.general() + 1 : 0;
    for (int i = 0; i < narrow; i++) {
      registers.add(Integer.toUnsignedLong(input.readInt()));
    }
    for (int i = 0; i < wide + kind.floating() + kind.memory(); i++) {
      registers.add(input.readLong());
    }
    return new State(List.copyOf(registers), input.readInt(), input.readInt());
  }
}
