package vmm.api.cpu;

/**
 * A register of an architecture.
 *
 * @param name the manual's name, in lower case
 * @param slot where it is kept in {@link ProcessorState#slots}
 * @param bits width, 1 to 64
 * @param group the group it is shown in: {@code general}, {@code control}, {@code segment} ...
 */
public record Register(String name, int slot, int bits, String group) {}
