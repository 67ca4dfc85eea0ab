package vmm.api.cpu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The declared registers of an architecture: the layout of {@link ProcessorState}. Debuggers,
 * snapshots and traces read it; the engine lays its state out from it.
 */
public final class RegisterFile {
  private final List<Register> registers;
  private final Map<String, Register> byName;
  private final int pcSlot;
  private final int slots;

  private RegisterFile(List<Register> registers, int pcSlot, int slots) {
    this.registers = List.copyOf(registers);
    this.pcSlot = pcSlot;
    this.slots = slots;
    var names = new LinkedHashMap<String, Register>();
    for (Register r : registers) {
      if (names.put(r.name(), r) != null) {
        throw new IllegalArgumentException("register declared twice: " + r.name());
      }
    }
    this.byName = names;
  }

  /** Starts a declaration. */
  public static Builder builder() {
    return new Builder();
  }

  /** The registers in order of declaration. Slots without a name are scratch state. */
  public List<Register> registers() {
    return registers;
  }

  /** The register of that name. */
  public Optional<Register> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The slot of the program counter. */
  public int pcSlot() {
    return pcSlot;
  }

  /** Number of slots. */
  public int slots() {
    return slots;
  }

  /** Collects declarations. Slots are numbered in order. */
  public static final class Builder {
    private final List<Register> registers = new ArrayList<>();
    private int pcSlot = -1;
    private int next;

    private Builder() {}

    /** Declares a register and returns its slot. */
    public int add(String name, int bits, String group) {
      registers.add(new Register(name, next, bits, group));
      return next++;
    }

    /** Declares the program counter and returns its slot. */
    public int addPc(String name, int bits, String group) {
      pcSlot = next;
      return add(name, bits, group);
    }

    /** Reserves a slot without a name, for state that no manual names, and returns it. */
    public int addHidden() {
      return next++;
    }

    /**
     * Ends the declaration.
     *
     * @throws IllegalStateException if no program counter was declared
     */
    public RegisterFile build() {
      if (pcSlot < 0) {
        throw new IllegalStateException("no program counter declared");
      }
      return new RegisterFile(registers, pcSlot, next);
    }
  }
}
