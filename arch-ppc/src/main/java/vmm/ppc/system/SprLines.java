package vmm.ppc.system;

/**
 * The special-purpose registers, one line each: number, name, who may do what, and the models that
 * have it (PPC440x5 User's Manual, "Special purpose registers"; e500 Core Family Reference Manual,
 * chapter 2; Power ISA 2.06 Book III-E, section 5.4.1).
 *
 * <p>{@code r w}: privileged code reads, writes; {@code u}: user code reads too; {@code U}: and
 * writes; {@code h}: only the hypervisor, where there is one. {@code =name}: kept in the register
 * of that name; {@code g=name}: what guest state reaches instead; {@code mask=hex}: the bits that
 * exist. {@code @F}: only models with feature F, where a line replaces an earlier one of its
 * number.
 */
final class SprLines {
  static final String LINES =
      """
      1    xer      U
      8    lr       U
      9    ctr      U
      22   dec      rw h
      26   srr0     rw g=gsrr0
      27   srr1     rw g=gsrr1
      48   pid0     rw mask=FF
      48   pid0     rw @EHV mask=3FFF
      54   decar    rw h
      56   lper     rw h @EHV
      57   lperu    rw h @EHV
      58   csrr0    rw h
      59   csrr1    rw h
      61   dear     rw g=gdear
      62   esr      rw g=gesr
      63   ivpr     rw h mask=FFFF0000
      256  usprg0   U
      259  sprg3r   ru =sprg3 g=gsprg3
      260  sprg4r   ru =sprg4
      261  sprg5r   ru =sprg5
      262  sprg6r   ru =sprg6
      263  sprg7r   ru =sprg7
      268  tbl      ru
      269  tbu      ru
      272  sprg0    rw g=gsprg0
      273  sprg1    rw g=gsprg1
      274  sprg2    rw g=gsprg2
      275  sprg3    rw g=gsprg3
      276  sprg4    rw
      277  sprg5    rw
      278  sprg6    rw
      279  sprg7    rw
      284  tblw     w h
      285  tbuw     w h
      286  pir      rw g=gpir
      287  pvr      r
      304  dbsr     rw h
      307  epcr     rw h @EHV mask=FFC00000
      308  dbcr0    rw h
      309  dbcr1    rw h
      310  dbcr2    rw h
      311  msrp     rw h @EHV mask=4000204
      312  iac1     rw h
      313  iac2     rw h
      314  iac3     rw h
      315  iac4     rw h
      316  dac1     rw h
      317  dac2     rw h
      318  dvc1     rw @TLB_440
      319  dvc2     rw @TLB_440
      336  tsr      rw h
      338  lpidr    rw h @EHV mask=FFF
      339  mas5     rw h @EHV mask=80000FFF
      340  tcr      rw h
      341  mas8     rw h @EHV mask=C0000FFF
      342  lratcfg  r h @EHV
      343  lratps   r h @EHV
      344  tlb0ps   r @EHV
      345  tlb1ps   r @EHV
      368  gsprg0   rw @EHV
      369  gsprg1   rw @EHV
      370  gsprg2   rw @EHV
      371  gsprg3   rw @EHV
      378  gsrr0    rw @EHV
      379  gsrr1    rw @EHV
      381  gdear    rw @EHV
      382  gpir     rw h @EHV
      383  gesr     rw @EHV
      400  ivor0    rw h mask=FFF0
      401  ivor1    rw h mask=FFF0
      402  ivor2    rw h mask=FFF0
      403  ivor3    rw h mask=FFF0
      404  ivor4    rw h mask=FFF0
      405  ivor5    rw h mask=FFF0
      406  ivor6    rw h mask=FFF0
      407  ivor7    rw h mask=FFF0
      408  ivor8    rw h mask=FFF0
      409  ivor9    rw h mask=FFF0
      410  ivor10   rw h mask=FFF0
      411  ivor11   rw h mask=FFF0
      412  ivor12   rw h mask=FFF0
      413  ivor13   rw h mask=FFF0
      414  ivor14   rw h mask=FFF0
      415  ivor15   rw h mask=FFF0
      432  ivor38   rw h @EHV mask=FFF0
      433  ivor39   rw h @EHV mask=FFF0
      434  ivor40   rw h @EHV mask=FFF0
      435  ivor41   rw h @EHV mask=FFF0
      436  ivor42   rw h @EHV mask=FFF0
      440  givor2   rw h @EHV mask=FFF0
      441  givor3   rw h @EHV mask=FFF0
      442  givor4   rw h @EHV mask=FFF0
      443  givor8   rw h @EHV mask=FFF0
      444  givor13  rw h @EHV mask=FFF0
      445  givor14  rw h @EHV mask=FFF0
      447  givpr    rw h @EHV mask=FFFF0000
      512  spefscr  U @SPE
      515  l1cfg0   ru @MAS
      516  l1cfg1   ru @MAS
      526  atbl     ru @MAS
      527  atbu     ru @MAS
      528  ivor32   rw @SPE mask=FFF0
      529  ivor33   rw @SPE mask=FFF0
      530  ivor34   rw @SPE mask=FFF0
      531  ivor35   rw h @MAS mask=FFF0
      532  ivor36   rw h @EHV mask=FFF0
      533  ivor37   rw h @EHV mask=FFF0
      569  mcaru    r h @SPE
      570  mcsrr0   rw h
      571  mcsrr1   rw h
      572  mcsr     rw h
      573  mcar     r h @SPE
      604  sprg8    rw h @EHV
      605  sprg9    rw @EHV
      624  mas0     rw @SPE mask=FFFF4FFF
      624  mas0     rw @EHV mask=FFFF7FFF
      625  mas1     rw @MAS
      626  mas2     rw @MAS
      627  mas3     rw @MAS
      628  mas4     rw @MAS
      630  mas6     rw @MAS
      633  pid1     rw @SPE mask=FF
      634  pid2     rw @SPE mask=FF
      688  tlb0cfg  r @MAS
      689  tlb1cfg  r @MAS
      880  inv0     rw @TLB_440
      881  inv1     rw @TLB_440
      882  inv2     rw @TLB_440
      883  inv3     rw @TLB_440
      884  itv0     rw @TLB_440
      885  itv1     rw @TLB_440
      886  itv2     rw @TLB_440
      887  itv3     rw @TLB_440
      888  ccr1     rw @TLB_440
      912  dnv0     rw @TLB_440
      913  dnv1     rw @TLB_440
      914  dnv2     rw @TLB_440
      915  dnv3     rw @TLB_440
      916  dtv0     rw @TLB_440
      917  dtv1     rw @TLB_440
      918  dtv2     rw @TLB_440
      919  dtv3     rw @TLB_440
      920  dvlim    rw @TLB_440
      921  ivlim    rw @TLB_440
      923  rstcfg   r @TLB_440
      924  dcdbtrl  r @TLB_440
      925  dcdbtrh  r @TLB_440
      926  icdbtrl  r @TLB_440
      927  icdbtrh  r @TLB_440
      944  mas7     rw @MAS mask=F
      946  mmucr    rw @TLB_440 mask=1FF00FF
      947  ccr0     rw @TLB_440
      947  eplc     rw @EHV mask=EFFF3FFF
      948  epsc     rw @EHV mask=EFFF3FFF
      979  icdbdr   r @TLB_440
      1008 hid0     rw h @MAS
      1009 hid1     rw h @MAS
      1010 l1csr0   rw h @MAS
      1011 l1csr1   rw h @MAS
      1012 mmucsr0  rw h @MAS
      1013 bucsr    rw h @MAS
      1015 mmucfg   r @MAS
      1023 svr      r @MAS
      """;

  private SprLines() {}
}
