package vmm.devices;

import vmm.api.device.BusTarget;
import vmm.api.device.InterruptLine;

/**
 * One 8259A interrupt controller (Intel 8259A data sheet, 231468). Master and slave are two of it:
 * {@link Pic8259Pair} cascades them.
 */
final class Pic8259 implements BusTarget {
  private static final int ICW1 = 0x10;
  private static final int ICW1_NEEDS_ICW4 = 0x01;
  private static final int ICW1_SINGLE = 0x02;
  private static final int ICW1_LEVEL = 0x08;
  private static final int ICW4_AUTO_EOI = 0x02;
  private static final int ICW4_SPECIAL_FULLY_NESTED = 0x10;
  private static final int OCW3 = 0x08;

  private final InterruptLine output;
  private final int cascadeInput;

  private int request;
  private int service;
  private int mask = 0xFF;
  private int lines;
  private int edgeLevelControl;
  private boolean allLevel;
  private int vectorBase;
  private int lowestPriority = 7;
  private int initializationStep;
  private boolean needsIcw4;
  private boolean single;
  private boolean autoEoi;
  private boolean rotateOnAutoEoi;
  private boolean specialFullyNested;
  private boolean specialMask;
  private boolean readService;
  private boolean poll;

  /**
   * Makes a controller.
   *
   * @param cascadeInput the input that a slave drives, or -1 on a slave
   */
  Pic8259(InterruptLine output, int cascadeInput) {
    this.output = output;
    this.cascadeInput = cascadeInput;
  }

  /** Drives an input. */
  void setLine(int input, boolean asserted) {
    int bit = 1 << input;
    boolean rising = asserted && (lines & bit) == 0;
    lines = asserted ? lines | bit : lines & ~bit;
    boolean level = allLevel || (edgeLevelControl & bit) != 0;
    if (level ? asserted : rising) {
      request |= bit;
    } else if (level) {
      request &= ~bit;
    }
    // An edge stays latched when the line falls again before INTA: chip sets do so, and a timer's
    // square wave would lose ticks otherwise.
    update();
  }

  /** The input that would be served now, or -1. */
  int pendingInput() {
    int candidates = request & ~mask;
    int blocking = specialMask ? service & ~mask : service;
    for (int i = 1; i <= 8; i++) {
      int input = (lowestPriority + i) & 7;
      int bit = 1 << input;
      boolean inService = (blocking & bit) != 0;
      if ((candidates & bit) != 0
          && (!inService || (specialFullyNested && input == cascadeInput))
          && (!specialMask || (service & bit) == 0)) {
        return input;
      }
      if (inService && !specialMask) {
        return -1;
      }
    }
    return -1;
  }

  /** The first INTA cycle: the served input, or 7 for a spurious interrupt. */
  int acknowledge() {
    int input = pendingInput();
    output.set(
        false); // INT drops at INTA, so that a cascade sees an edge for what is still pending
    if (input < 0) {
      return 7;
    }
    int bit = 1 << input;
    if (!allLevel && (edgeLevelControl & bit) == 0) {
      request &= ~bit;
    }
    if (autoEoi) {
      if (rotateOnAutoEoi) {
        lowestPriority = input;
      }
    } else {
      service |= bit;
    }
    update();
    return input;
  }

  /** The vector of an input. */
  int vector(int input) {
    return vectorBase | input;
  }

  /** Which inputs are level-triggered, one bit each (the ELCR of PCI chip sets). */
  int edgeLevelControl() {
    return edgeLevelControl;
  }

  void setEdgeLevelControl(int value) {
    edgeLevelControl = value;
  }

  @Override
  public long read(long offset, int size) {
    if (poll) {
      poll = false;
      int input = pendingInput();
      return input < 0 ? 0 : 0x80 | acknowledge();
    }
    if (offset == 1) {
      return mask;
    }
    return readService ? service : request;
  }

  @Override
  public void write(long offset, int size, long value) {
    int data = (int) value & 0xFF;
    if (offset == 1) {
      writeData(data);
    } else if ((data & ICW1) != 0) {
      initialize(data);
    } else if ((data & OCW3) != 0) {
      writeOcw3(data);
    } else {
      writeOcw2(data);
    }
    update();
  }

  private void initialize(int icw1) {
    request = 0;
    service = 0;
    mask = 0;
    lowestPriority = 7;
    specialMask = false;
    readService = false;
    autoEoi = false;
    rotateOnAutoEoi = false;
    specialFullyNested = false;
    allLevel = (icw1 & ICW1_LEVEL) != 0;
    needsIcw4 = (icw1 & ICW1_NEEDS_ICW4) != 0;
    single = (icw1 & ICW1_SINGLE) != 0;
    initializationStep = 2;
  }

  private void writeData(int data) {
    switch (initializationStep) {
      case 2 -> {
        vectorBase = data & 0xF8;
        initializationStep = single ? (needsIcw4 ? 4 : 0) : 3;
      }
      case 3 -> initializationStep = needsIcw4 ? 4 : 0;
      case 4 -> {
        autoEoi = (data & ICW4_AUTO_EOI) != 0;
        specialFullyNested = (data & ICW4_SPECIAL_FULLY_NESTED) != 0;
        initializationStep = 0;
      }
      default -> mask = data; // OCW1
    }
  }

  private void writeOcw2(int data) {
    int level = data & 7;
    switch (data >> 5) {
      case 0 -> rotateOnAutoEoi = false;
      case 1 -> endOfInterrupt(highestInService(), false);
      case 3 -> endOfInterrupt(level, false);
      case 4 -> rotateOnAutoEoi = true;
      case 5 -> endOfInterrupt(highestInService(), true);
      case 6 -> lowestPriority = level;
      case 7 -> endOfInterrupt(level, true);
      default -> {} // 2: no operation
    }
  }

  private void writeOcw3(int data) {
    poll = (data & 0x04) != 0;
    if ((data & 0x02) != 0) {
      readService = (data & 0x01) != 0;
    }
    if ((data & 0x40) != 0) {
      specialMask = (data & 0x20) != 0;
    }
  }

  private int highestInService() {
    int served = specialMask ? service & ~mask : service;
    for (int i = 1; i <= 8; i++) {
      int input = (lowestPriority + i) & 7;
      if ((served & 1 << input) != 0) {
        return input;
      }
    }
    return -1;
  }

  private void endOfInterrupt(int input, boolean rotate) {
    if (input < 0) {
      return;
    }
    service &= ~(1 << input);
    if (rotate) {
      lowestPriority = input;
    }
    int levels = lines & (allLevel ? 0xFF : edgeLevelControl);
    request |= levels & 1 << input;
  }

  private void update() {
    output.set(pendingInput() >= 0);
  }
}
