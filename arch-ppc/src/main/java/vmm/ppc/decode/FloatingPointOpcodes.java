package vmm.ppc.decode;

/**
 * Floating-point instructions but loads and stores (Power ISA 2.06 Book I, sections 4.6.4 to
 * 4.6.9), one line an encoding; {@link RowParser} tells how to read them.
 */
final class FloatingPointOpcodes {
  static final String LINES =
      """
      59   18   A    fdivs       rc @FPU
      59   20   A    fsubs       rc @FPU
      59   21   A    fadds       rc @FPU
      59   22   A    fsqrts      rc @FPU
      59   24   A    fres        rc @FPU
      59   25   A    fmuls       rc @FPU
      59   28   A    fmsubs      rc @FPU
      59   29   A    fmadds      rc @FPU
      59   30   A    fnmsubs     rc @FPU
      59   31   A    fnmadds     rc @FPU
      63    0   X    fcmpu          @FPU
      63   12   X    frsp        rc @FPU
      63   14   X    fctiw       rc @FPU
      63   15   X    fctiwz      rc @FPU
      63   18   A    fdiv        rc @FPU
      63   20   A    fsub        rc @FPU
      63   21   A    fadd        rc @FPU
      63   22   A    fsqrt       rc @FPU
      63   23   A    fsel        rc @FPU
      63   25   A    fmul        rc @FPU
      63   26   A    frsqrte     rc @FPU
      63   28   A    fmsub       rc @FPU
      63   29   A    fmadd       rc @FPU
      63   30   A    fnmsub      rc @FPU
      63   31   A    fnmadd      rc @FPU
      63   32   X    fcmpo          @FPU
      63   38   X    mtfsb1      rc @FPU
      63   40   X    fneg        rc @FPU
      63   64   X    mcrfs          @FPU
      63   70   X    mtfsb0      rc @FPU
      63   72   X    fmr         rc @FPU
      63  134   X    mtfsfi      rc @FPU
      63  136   X    fnabs       rc @FPU
      63  264   X    fabs        rc @FPU
      63  583   X    mffs        rc @FPU
      63  711   X    mtfsf       rc @FPU
      """;

  private FloatingPointOpcodes() {}
}
