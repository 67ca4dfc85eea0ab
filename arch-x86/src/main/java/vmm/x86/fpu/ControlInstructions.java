package vmm.x86.fpu;

/** Instructions that load, store or change the state of the x87 itself. */
final class ControlInstructions {
  private ControlInstructions() {}

  /** FNOP, and instructions that meant something to the 8087 and 80287 alone. */
  static void nothing(FpuState fpu, FpuHost host, int i) {
    fpu.begin();
  }

  /** FLDCW. */
  static void loadControl(FpuState fpu, FpuHost host, int i) {
    fpu.setControl((int) host.read(0, 2));
  }

  /** FNSTCW. */
  static void storeControl(FpuState fpu, FpuHost host, int i) {
    host.write(0, 2, fpu.control());
  }

  /** FNSTSW to memory. */
  static void storeStatus(FpuState fpu, FpuHost host, int i) {
    host.write(0, 2, fpu.status());
  }

  /** FNCLEX. */
  static void clearExceptions(FpuState fpu, FpuHost host, int i) {
    fpu.setStatus(fpu.status() & ~(StatusWord.EXCEPTIONS | StatusWord.SF));
  }

  /** FINCSTP and FDECSTP. */
  static void rotate(FpuState fpu, int by) {
    fpu.begin();
    fpu.commit(StatusWord.C1);
    fpu.rotate(by);
  }

  /** FFREE. */
  static void free(FpuState fpu, FpuHost host, int i) {
    fpu.begin();
    fpu.commit(StatusWord.C1);
    fpu.free(i);
  }

  /** FFREEP. */
  static void freeAndPop(FpuState fpu, FpuHost host, int i) {
    free(fpu, host, i);
    fpu.pop(1);
  }

  /** FLDENV. */
  static void loadEnvironment(FpuState fpu, FpuHost host, int i) {
    EnvironmentImage.load(fpu, host, EnvironmentImage.fetch(host));
  }

  /** FNSTENV, which masks every exception once the environment is stored. */
  static void storeEnvironment(FpuState fpu, FpuHost host, int i) {
    EnvironmentImage.store(fpu, host);
    fpu.setControl(fpu.control() | StatusWord.EXCEPTIONS);
  }

  /** FRSTOR. */
  static void restore(FpuState fpu, FpuHost host, int i) {
    long[] environment = EnvironmentImage.fetch(host);
    int base = EnvironmentImage.bytes(host);
    long[] significands = new long[8];
    int[] signExponents = new int[8];
    for (int register = 0; register < 8; register++) {
      significands[register] = host.read(base + 10 * register, 8);
      signExponents[register] = (int) host.read(base + 10 * register + 8, 2);
    }
    EnvironmentImage.load(fpu, host, environment);
    for (int register = 0; register < 8; register++) {
      fpu.setRegister(register, signExponents[register], significands[register]);
    }
  }

  /** FNSAVE, which then does what FNINIT does. */
  static void save(FpuState fpu, FpuHost host, int i) {
    int base = EnvironmentImage.bytes(host);
    host.checkWritable(base + 80);
    EnvironmentImage.store(fpu, host);
    for (int register = 0; register < 8; register++) {
      host.write(base + 10 * register, 8, fpu.significand(register));
      host.write(base + 10 * register + 8, 2, fpu.signExponent(register));
    }
    fpu.initialize();
  }
}
