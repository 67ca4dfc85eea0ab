package vmm.ppc.system;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Register;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

/** The special-purpose registers of a model, by number. */
final class SprTable {
  private static final int NUMBERS = 1024;
  private static final long WORD = 0xFFFF_FFFFL;

  private final @Nullable Spr[] byNumber = new Spr[NUMBERS];

  /** Makes the table of a model. */
  SprTable(PpcModel model) {
    SprLines.LINES.lines().forEach(line -> add(model, line.split(" +")));
  }

  /** The register of a number, or null. */
  @Nullable Spr find(int number) {
    return byNumber[number];
  }

  private void add(PpcModel model, String[] words) {
    String name = words[1];
    String home = name;
    String guestHome = "";
    String rights = "";
    long mask = WORD;
    for (int i = 2; i < words.length; i++) {
      String word = words[i];
      if (word.startsWith("@")) {
        if (!model.has(PpcModel.Feature.valueOf(word.substring(1)))) {
          return;
        }
      } else if (word.startsWith("=")) {
        home = word.substring(1);
      } else if (word.startsWith("g=")) {
        guestHome = word.substring(2);
      } else if (word.startsWith("mask=")) {
        mask = Long.parseLong(word.substring(5), 16);
      } else {
        rights += word;
      }
    }
    int slot = slot(home);
    boolean any = rights.contains("U");
    int number = Integer.parseInt(words[0]);
    byNumber[number] =
        new Spr(
            number,
            name,
            slot,
            guestHome.isEmpty() ? slot : slot(guestHome),
            mask,
            any || rights.contains("u"),
            any,
            any || rights.contains("r"),
            any || rights.contains("w"),
            rights.contains("h"));
  }

  private static int slot(String name) {
    Optional<Register> register = PpcRegisters.file().find(name);
    return register.map(Register::slot).orElse(-1);
  }
}
