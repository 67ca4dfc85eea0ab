package vmm.ppc.system;

/**
 * A special-purpose register.
 *
 * @param number the number by which instructions name it
 * @param name as in the manual, in lower case
 * @param slot where it is kept, or -1 if it is computed
 * @param guestSlot what guest state reaches under this number (category E.HV); else {@code slot}
 * @param mask the bits that a write changes
 */
record Spr(
    int number,
    String name,
    int slot,
    int guestSlot,
    long mask,
    boolean userReads,
    boolean userWrites,
    boolean reads,
    boolean writes,
    boolean hypervisor) {}
