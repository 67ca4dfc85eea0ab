package vmm.x86.fpu;

/** Number formats of memory operands: SDM vol. 1, "x87 FPU Data Types". */
enum MemoryFormat {
  M32_REAL(4) {
    @Override
    void fetch(FpuContext context, FpuHost host) {
      Conversions.fromSingle(context, (int) host.read(0, 4));
    }
  },
  M64_REAL(8) {
    @Override
    void fetch(FpuContext context, FpuHost host) {
      Conversions.fromDouble(context, host.read(0, 8));
    }
  },
  M80_REAL(10) {
    @Override
    void fetch(FpuContext context, FpuHost host) {
      long significand = host.read(0, 8);
      context.result((int) host.read(8, 2), significand);
    }
  },
  M16_INTEGER(2) {
    @Override
    void fetch(FpuContext context, FpuHost host) {
      Conversions.fromInteger(context, integer(host));
    }
  },
  M32_INTEGER(4) {
    @Override
    void fetch(FpuContext context, FpuHost host) {
      Conversions.fromInteger(context, integer(host));
    }
  },
  M64_INTEGER(8) {
    @Override
    void fetch(FpuContext context, FpuHost host) {
      Conversions.fromInteger(context, integer(host));
    }
  },
  M80_DECIMAL(10) {
    @Override
    void fetch(FpuContext context, FpuHost host) {
      long low = host.read(0, 8);
      PackedDecimal.load(context, (int) host.read(8, 2), low);
    }
  };

  /** Size of the operand. */
  final int bytes;

  MemoryFormat(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads the operand and delivers it exactly as the context's result: a denormal of a narrow
   * format is only noted, and NaNs are left as they are.
   */
  abstract void fetch(FpuContext context, FpuHost host);

  /** A signed operand of this format's size, up to 64 bits. */
  long integer(FpuHost host) {
    int unused = 64 - 8 * bytes;
    return host.read(0, bytes) << unused >> unused;
  }
}
