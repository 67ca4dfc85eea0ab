package vmm.engine.code;

/**
 * The operations of the interpreter. A word holds an opcode in bits 0-7 and four fields of 14 bits:
 * {@code d} from bit 8, {@code a} from 22, {@code b} from 36, {@code c} from 50. Unless said
 * otherwise d, a, b and c are indices into the frame, and d is where the result goes.
 */
public final class Opcode {
  /** Number of bits of a field. */
  public static final int FIELD_BITS = 14;

  /** Number of longs of a frame: what a field can reach. */
  public static final int FRAME_LENGTH = 1 << FIELD_BITS;

  /** d = a. */
  public static final int MOVE = 0;

  /** d = a, then b = c. */
  public static final int MOVE_2 = 1;

  /** d = the next word. */
  public static final int CONSTANT = 2;

  /** 64 bits: d = a + b. */
  public static final int ADD_64 = 3;

  /** 32 bits. */
  public static final int ADD_32 = 4;

  /** 64 - c bits. */
  public static final int ADD_N = 5;

  /** 64 bits: d = a - b. */
  public static final int SUB_64 = 6;

  /** 32 bits. */
  public static final int SUB_32 = 7;

  /** 64 - c bits. */
  public static final int SUB_N = 8;

  /** d = a and b. */
  public static final int AND = 9;

  /** d = a or b. */
  public static final int OR = 10;

  /** d = a exclusive or b. */
  public static final int XOR = 11;

  /** 64 bits: low half of a * b. */
  public static final int MUL_64 = 12;

  /** 32 bits. */
  public static final int MUL_32 = 13;

  /** 32 bits: a shifted left by b. */
  public static final int SHL_32 = 14;

  /** 64 bits. */
  public static final int SHL_64 = 15;

  /** 64 bits: a shifted right by b, zeros in. */
  public static final int SHR_U = 16;

  /** 32 bits: a shifted right by b, sign in. */
  public static final int SHR_S_32 = 17;

  /** c bits of a from bit b on. */
  public static final int EXTRACT = 18;

  /** The low 64 - b bits of a sign-extended, then 64 - c bits of that. */
  public static final int SIGN_EXTEND = 19;

  /** a with bits replaced by the low ones of b; c is lowest bit + 64 * (number of bits - 1). */
  public static final int DEPOSIT = 20;

  /** b if a is not 0, else c. */
  public static final int SELECT = 21;

  /** 32 bits: a and b. */
  public static final int AND_32 = 22;

  /** 32 bits: a or b. */
  public static final int OR_32 = 23;

  /** 32 bits: a exclusive or b. */
  public static final int XOR_32 = 24;

  /** 32 bits: a shifted right by b, zeros in. */
  public static final int SHR_U_32 = 25;

  /** d = the low 64 - c bits of a, their bytes in reverse order. */
  public static final int BYTE_SWAP = 26;

  /** 32 bits: a rotated left by b. */
  public static final int ROTL_32 = 27;

  /** The first of six: 1 if the relation holds for 64 - c bits of a and b; in Condition's order. */
  public static final int COMPARE = 28;

  /** Operations below only compute: they touch nothing but the frame, and the next one follows. */
  private static final int COMPUTING = 34;

  /**
   * Goes on by link number a. Like all ends that go by a link, and {@link #GOTO_INDIRECT}, it is
   * followed by a word with up to two copies, in the form of {@link #MOVE_2}, that are done once
   * its operands are read; behind that the pc of each link.
   */
  public static final int GOTO = COMPUTING;

  /** Goes on at pc a; b is the number of the link. */
  public static final int GOTO_VALUE = 35;

  /** Goes on at pc a, wherever that is; the next word has copies as for {@link #GOTO}. */
  public static final int GOTO_INDIRECT = 36;

  /** Goes on where the state says. */
  public static final int EXIT = 37;

  /** Leaves the block before the instruction with number a. */
  public static final int LEAVE = 38;

  /**
   * The first of six: goes on by link 0 if the relation holds for 64 - c bits of a and b, else by
   * link 1; followed by words as {@link #GOTO} is.
   */
  public static final int BRANCH = 39;

  /** The one of them for unequal values. */
  static final int BRANCH_NE = BRANCH + 1;

  /** Goes on at word d if a is not 0. */
  public static final int BRANCH_IF = 45;

  /** Any operation that computes: the next word holds operation, width and immediate. */
  public static final int COMPUTE = 46;

  /** Calls: d = helper(a, b, c); the next word holds helper and point. */
  public static final int CALL = 47;

  /** Calls a helper that does not fault or trap. */
  public static final int CALL_QUIET = 48;

  /** Calls helper(a, b, c) if d is not 0. */
  public static final int CALL_IF = 49;

  /** The first of four: loads 8, 16, 32 or 64 bits from gva a + b modulo 2^32; c is the point. */
  public static final int LOAD = 56;

  /**
   * Set in the opcode of a load or store: the bytes are in reverse order, most significant first.
   */
  public static final int SWAPPED = 4;

  /** Loads like {@link #LOAD}, bytes in reverse order. */
  public static final int LOAD_SWAPPED = LOAD | SWAPPED;

  /** The first of four: stores d to gva a + b modulo 2^32; c is the point. */
  public static final int STORE = 64;

  /** Stores like {@link #STORE}, bytes in reverse order. */
  public static final int STORE_SWAPPED = STORE | SWAPPED;

  /** The first of four: loads from gva a + b with the faults of a store. */
  public static final int LOAD_UPDATE = 72;

  /** The first of four: loads from gva a + b, which may have more than 32 bits. */
  public static final int LOAD_WIDE = 80;

  /** The first of four: stores d to gva a + b, which may have more than 32 bits. */
  public static final int STORE_WIDE = 88;

  /** Where a word has its opcode. */
  public static final int MASK = 0xFF;

  /** Position of field d. */
  public static final int D = 8;

  /** Position of field a. */
  public static final int A = D + FIELD_BITS;

  /** Position of field b. */
  public static final int B = A + FIELD_BITS;

  /** Position of field c. */
  public static final int C = B + FIELD_BITS;

  private Opcode() {}

  /** Composes a word. */
  public static long word(int opcode, int d, int a, int b, int c) {
    return opcode | (long) d << D | (long) a << A | (long) b << B | (long) c << C;
  }

  /** The opcode of a word. */
  public static int opcode(long word) {
    return (int) word & MASK;
  }

  /** Whether a word only computes. */
  public static boolean computes(long word) {
    return opcode(word) < COMPUTING;
  }

  /** Whether a word ends a block, other than by comparing. */
  public static boolean ends(long word) {
    int opcode = opcode(word);
    return opcode >= GOTO && opcode <= LEAVE;
  }

  /** Field d. */
  public static int d(long word) {
    return field(word, D);
  }

  /** Field a. */
  public static int a(long word) {
    return field(word, A);
  }

  /** Field b. */
  public static int b(long word) {
    return field(word, B);
  }

  /** Field c. */
  public static int c(long word) {
    return field(word, C);
  }

  private static int field(long word, int position) {
    return (int) (word >>> position) & (FRAME_LENGTH - 1);
  }
}
