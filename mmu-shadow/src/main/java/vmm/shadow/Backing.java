package vmm.shadow;

/**
 * The memory behind a page, as the PhysMap granted it.
 *
 * @param hpa hpa of the frame
 * @param runShift log2 of the size in bytes of the block around it that is backed alike
 */
record Backing(long hpa, boolean writable, int runShift) {}
