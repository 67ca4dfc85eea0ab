package vmm.shadow;

/** One entry of a table of the real view. */
record Slot(RealTable table, int index) {}
