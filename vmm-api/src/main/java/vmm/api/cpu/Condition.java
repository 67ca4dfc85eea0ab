package vmm.api.cpu;

/** A relation of two integers. */
public enum Condition {
  /** Equal. */
  EQ,
  /** Not equal. */
  NE,
  /** Less, unsigned. */
  LT_U,
  /** Less or equal, unsigned. */
  LE_U,
  /** Less, signed. */
  LT_S,
  /** Less or equal, signed. */
  LE_S
}
