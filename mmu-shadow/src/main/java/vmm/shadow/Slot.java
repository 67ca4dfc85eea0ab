package vmm.shadow;

/** One entry of a table of the real view. */
record Slot(RealTable table, int index) {
  @SuppressWarnings("ReferenceEquality") // there is one object for each table
  boolean isAt(RealTable of, int at) {
    return table == of && index == at;
  }
}
