/*
 * A hypervisor and its two partitions on a core of category E.HV.LRAT (Power ISA 2.06 Book III-E; board ppce500,
 * processor ehv). The hypervisor runs with MSR[GS] = 0 and writes the LRAT; the partitions run with MSR[GS] = 1 and
 * write their TLB themselves, by tlbwe with MAS0[HES], which the LRAT translates on the way. No other emulator has an
 * LRAT, so each value that is checked is one that the manual prescribes, and the test says where. ehv.txt is what is
 * printed.
 */
#include "hypervisor.h"

/* Reads and writes of registers that only the hypervisor has (section 5.4.1). */
#define reader(n) \
  static u32 guest_mfspr_##n(u32 unused) { (void)unused; return mfspr(n); }
#define writer(n) \
  static u32 guest_mtspr_##n(u32 value) { mtspr(n, value); return 1; }
#define both(n) reader(n) writer(n)

both(58) both(63) both(307) both(338) both(339) both(340) both(341) both(404) both(435) both(443) both(447)
reader(56) reader(61) reader(272) reader(342) writer(26) writer(62)

/* Sections 6.10.3.2 to 6.10.3.5: what must be there for a guest's tlbwe to run. */
static void configuration(void) {
  check("MMUCFG: an LRAT, conditional writes", mfspr(1015) & 0x18000, 0x18000);
  check("TLB0CFG: GTWE and HES", mfspr(688) & 0x12000, 0x12000);
  check("TLB1CFG: IPROT, no GTWE", mfspr(689) & 0x1A000, 0x8000);
  check("LRATCFG: entries, with LPID", mfspr(342) & 0x2FFF, 0x2008);
  check("LRATPS", mfspr(343), 0x007FFFFC);
}

/* Section 6.9 and "tlbwe", "tlbre": every entry of the LRAT, of every size, valid or not, is read back. */
static void lrat_entries(void) {
  static u32 expected[LRAT_ENTRIES][5];
  u32 sum = 0, wrong = 0;
  for (u32 pass = 0; pass < 63; pass++) {
    for (u32 i = 0; i < LRAT_ENTRIES; i++) {
      u32 shift = 12 + (i + pass) % 21;
      u32 mask = shift == 32 ? 0 : -(1u << shift);
      u32 *e = expected[i];
      e[0] = (random_word() & VALID) | SIZE(shift);
      e[1] = random_word() & mask;
      e[2] = random_word() & mask;
      e[3] = random_word() & 15;
      e[4] = random_word() & 0xFFF;
      write_entry(ATSEL | i << 16, e[0], e[1], e[2], e[3], e[4]);
    }
    for (u32 i = 0; i < LRAT_ENTRIES; i++) {
      u32 *e = expected[i];
      read_entry(ATSEL | i << 16, 0x55);
      u32 values[5] = {mfspr(625), mfspr(626), mfspr(627), mfspr(944), mfspr(341)};
      for (u32 k = 0; k < 5; k++) {
        wrong += values[k] != e[k];
        sum = mix(sum, values[k]);
      }
    }
  }
  check("LRAT: registers that came back otherwise", wrong, 0);
  report("their checksum", sum);
  clear_lrat();
}

/* Section 6.10.3: entries have TGS, VF and TLPID too, which tlbre and tlbsx bring, and which tlbsx asks for by MAS5. */
static void partition_entries(void) {
  static u32 expected[FREE][2];
  u32 wrong = 0;
  for (u32 pass = 0; pass < 21; pass++) {
    for (u32 i = 0; i < FREE; i++) {
      u32 shift = 12 + (i + pass) % 21;
      expected[i][0] = VALID | (random_word() & 0x3FFF0000) | SPACE | SIZE(shift);
      expected[i][1] = TGS | (random_word() & VF) | (random_word() & 0xFF0) | (i + 1);
      write_entry(TLB1 | i << 16, expected[i][0], 0, 0, 0, expected[i][1]);
    }
    for (u32 i = 0; i < FREE; i++) {
      u32 pid = expected[i][0] >> 16 & 0x3FFF;
      u32 lpid = expected[i][1] & 0xFFF;
      read_entry(TLB1 | i << 16, 0);
      wrong += mfspr(625) != expected[i][0] || mfspr(341) != expected[i][1];
      wrong += !search(0x123, SGS | lpid, pid, 1) || mfspr(624) != (TLB1 | i << 16 | CONDITIONAL);
      wrong += mfspr(341) != expected[i][1];
      wrong += search(0x123, lpid, pid, 1);
      wrong += search(0x123, SGS | (lpid ^ 0x100), pid, 1);
      wrong += search(0x123, SGS | lpid, pid, 0);
      wrong += pid && search(0x123, SGS | lpid, pid ^ 1, 1);
    }
  }
  check("TLB1: entries of partitions that went wrong", wrong, 0);
  for (u32 i = 0; i < FREE; i++) {
    write_entry(TLB1 | i << 16, SIZE(12), 0, 0, 0, 0);
  }
  /* Of TLB0 hardware selects an entry for the hypervisor too, each time another. */
  for (u32 i = 0; i < WAYS; i++) {
    write_entry(HES, VALID | (i + 1) << 16 | SIZE(12), PLAYGROUND, RAM | RIGHTS, 0, TGS | 1);
  }
  u32 ways = 0;
  for (u32 i = 0; i < WAYS; i++) {
    wrong += !search(PLAYGROUND, SGS | 1, i + 1, 0);
    ways |= 1 << (mfspr(624) >> 16 & 3);
  }
  check("ways that hardware selected", wrong << 4 | ways, 15);
  check("MAS0 after a search: HES, WQ", mfspr(624) & 0x7000, HES | CONDITIONAL);
  clear_tlb0();
}

/*
 * Sections 6.9, "tlbwe": the guest writes a logical page and hardware a real one. Two partitions do so, at one
 * address.
 */
static void translated_writes(void) {
  clear_lrat();
  for (u32 lpid = 1; lpid <= 2; lpid++) {
    give_memory(lpid);
    *at(memory_of(lpid) + 0x3008) = 0xCAFE0000 + lpid;
  }
  forget();
  for (u32 lpid = 1; lpid <= 2; lpid++) {
    enter(lpid);
    write_in_guest(HES, VALID | SIZE(12), PLAYGROUND, (LOGICAL + 0x3000) | RIGHTS);
  }
  check("guest's tlbwe: interrupts", interruptions(), 0);
  for (u32 lpid = 1; lpid <= 2; lpid++) {
    enter(lpid);
    check("partition", lpid, lpid);
    check(" loads", load_word(PLAYGROUND + 8, MSR_GS), 0xCAFE0000 + lpid);
    store_word(PLAYGROUND + 12, MSR_GS | MSR_PR, 0x5EED0000 + lpid);
    check(" user's store", *at(memory_of(lpid) + 0x300C), 0x5EED0000 + lpid);
    check(" tlbsx", search(PLAYGROUND, SGS | lpid, 0, 0), 1);
    check(" real page", mfspr(627), (memory_of(lpid) + 0x3000) | RIGHTS);
    check(" MAS8", mfspr(341), TGS | lpid);
  }
  load_word(PLAYGROUND + 8, 0);
  check("the hypervisor: interrupt", fault_type, DATA_TLB);
  enter(3);
  load_word(PLAYGROUND + 8, MSR_GS);
  check("partition 3: interrupt", fault_type, DATA_TLB);
  /* ATSEL means nothing in guest state: the LRAT is as before. */
  enter(1);
  write_in_guest(ATSEL | HES | 2 << 16, VALID | SIZE(12), PLAYGROUND + 0x1000, (LOGICAL + 0x4000) | RIGHTS);
  read_entry(ATSEL | 2 << 16, 0);
  check("LRAT still", mfspr(626), LOGICAL);
  /* An entry of LPID 0 is of every partition. */
  write_lrat(0, LOGICAL, PARTITION_SHIFT, RAM + 0x800000, 0);
  *at(RAM + 0x805000) = 0x5EED0003;
  enter(3);
  write_in_guest(HES, VALID | SIZE(12), PLAYGROUND, (LOGICAL + 0x5000) | RIGHTS);
  check("LRAT entry of LPID 0", load_word(PLAYGROUND, MSR_GS), 0x5EED0003);
  clear_tlb0();
}

/*
 * Section 7.6, "LRAT Error Interrupt": SRR0 is the tlbwe, ESR has no bits and LPER keeps its value, since both tell of
 * page tables; nothing is written. The hypervisor may give the partition an entry and let it try again.
 */
static void lrat_errors(void) {
  clear_lrat();
  mtspr(56, 0x12345000);
  enter(2);
  forget();
  write_in_guest(HES, VALID | SIZE(12), PLAYGROUND, (LOGICAL + 0x3000) | RIGHTS);
  check("LRAT error: interrupt", fault_type, LRAT_ERROR);
  check(" SRR1", fault_state & (MSR_GS | MSR_PR), MSR_GS);
  check(" instruction", *at(fault_pc), 0x7C0007A4);
  check(" ESR", fault_syndrome, 0);
  check(" LPER", mfspr(56), 0x12345000);
  check(" MAS3", mfspr(627), (LOGICAL + 0x3000) | RIGHTS);
  check(" nothing written", search(PLAYGROUND, SGS | 2, 0, 0), 0);
  enter(2);
  write_in_guest(HES, SIZE(12), PLAYGROUND, LOGICAL + 0x3000);
  check("an invalid entry: interrupt", fault_type, 0);
  enter(2);
  repairs = 1;
  forget();
  *at(memory_of(2) + 0x3000) = 0xCAFE0022;
  write_in_guest(HES, VALID | SIZE(12), PLAYGROUND, (LOGICAL + 0x3000) | RIGHTS);
  check("repaired: interrupts", interruptions(), 1);
  check(" LRAT errors", counts[LRAT_ERROR], 1);
  check(" loads", load_word(PLAYGROUND, MSR_GS), 0xCAFE0022);
  write_in_guest(HES, VALID | SIZE(12), PLAYGROUND + 0x1000, (LOGICAL + 0x4000) | RIGHTS);
  check(" LRAT errors still", counts[LRAT_ERROR], 1);
  write_in_guest(HES, VALID | SIZE(12), PLAYGROUND + 0x2000, (LOGICAL + 0x100000) | RIGHTS);
  check("not the partition's: interrupt", fault_type, LRAT_ERROR);
  repairs = 0;
  clear_tlb0();
}

static void expect_privilege(const char *name, u32 (*code)(u32), u32 argument) {
  forget();
  in_guest(code, argument);
  check(name, fault_type, HYPERVISOR_PRIVILEGE);
}

/* Chapter 2 and section 6.11.4: what of the TLB is the hypervisor's. */
static void tlb_privileges(void) {
  give_memory(1);
  enter(1);
  expect_privilege("guest's tlbre", guest_tlbre, PLAYGROUND);
  expect_privilege("guest's tlbsx", guest_tlbsx, PLAYGROUND);
  expect_privilege("guest's tlbivax", guest_tlbivax, PLAYGROUND);
  expect_privilege("guest's tlbsync", guest_tlbsync, 0);
  wanted.mas1 = VALID | SIZE(12);
  wanted.mas3 = LOGICAL | RIGHTS;
  wanted.mas0 = 0;
  expect_privilege("guest's tlbwe without HES", guest_tlbwe, 0);
  wanted.mas0 = TLB1 | HES;
  expect_privilege("guest's tlbwe of TLB1", guest_tlbwe, 0);
  wanted.mas0 = HES;
  wanted.mas1 = VALID | PROTECTED | SIZE(12);
  expect_privilege("guest's tlbwe with IPROT", guest_tlbwe, 0);
  wanted.mas1 = VALID | SIZE(12);
  set_epcr(DGTMI);
  expect_privilege("DGTMI: tlbwe", guest_tlbwe, 0);
  expect_privilege("DGTMI: tlbilx", guest_forget_all, 0);
  guest_call(guest_tlbwe, MSR_GS | MSR_PR, 0);
  check("user's tlbwe", fault_type, PROGRAM);
  check(" ESR", fault_syndrome, ESR_PPR);
  set_epcr(0);
  forget();
  write_in_guest(HES, VALID | SIZE(12), PLAYGROUND, (LOGICAL + 0x3000) | RIGHTS);
  in_guest(guest_forget_all, 0);
  check("without DGTMI: interrupts", interruptions(), 0);
  /* The hypervisor may read an entry for the guest, which sees its own page where hardware has another. */
  write_in_guest(HES, VALID | SIZE(12), PLAYGROUND, (LOGICAL + 0x3000) | RIGHTS);
  check("real page", search(PLAYGROUND, SGS | 1, 0, 0) ? mfspr(627) : 0, (memory_of(1) + 0x3000) | RIGHTS);
  u32 way = mfspr(624) & 0x30000;
  enter(1);
  reads = 1;
  forget();
  check("guest's tlbre, emulated", in_guest(guest_tlbre, PLAYGROUND | way >> 16), (LOGICAL + 0x3000) | RIGHTS);
  check(" interrupts", interruptions(), 1);
  reads = 0;
  in_guest(guest_forget_all, 0);
}

#define privileged(n)                                                   \
  expect_privilege("guest's mfspr " #n, guest_mfspr_##n, 0);            \
  expect_privilege("guest's mtspr " #n, guest_mtspr_##n, 0)

/* Section 5.4.1: registers of the hypervisor alone, and those of which the guest reaches its own by the same number. */
static void registers(void) {
  enter(1);
  privileged(58);
  privileged(63);
  privileged(307);
  privileged(338);
  privileged(339);
  privileged(340);
  privileged(341);
  privileged(404);
  privileged(435);
  privileged(443);
  privileged(447);
  expect_privilege("guest's mfspr 342", guest_mfspr_342, 0);
  expect_privilege("guest's mfspr 56", guest_mfspr_56, 0);
  forget();
  guest_call(guest_mfspr_338, MSR_GS | MSR_PR, 0);
  check("user's mfspr 338: interrupt", fault_type, PROGRAM);
  check(" ESR", fault_syndrome, ESR_PPR);
  mtspr(272, 0x1111);
  mtspr(368, 0x2222);
  mtspr(61, 0x3333);
  mtspr(381, 0x4444);
  check("SPRG0 of the guest", in_guest(guest_mfspr_272, 0), 0x2222);
  in_guest(guest_mtspr_26, 0x5554);
  check("SRR0 of the guest is GSRR0", mfspr(378), 0x5554);
  in_guest(guest_mtspr_62, 0x6666);
  check("ESR of the guest is GESR", mfspr(383), 0x6666);
  mtspr(381, 0x4444);
  check("DEAR of the guest is GDEAR", in_guest(guest_mfspr_61, 0), 0x4444);
}

/* Chapter 2 and section 4.2.1: the guest leaves its state by no instruction, and MSRP keeps bits of MSR from it. */
static void machine_state(void) {
  enter(1);
  forget();
  check("guest's mtmsr", in_guest(guest_mtmsr, 0), MSR_GS);
  check("guest's mtmsr of DE", in_guest(guest_mtmsr, MSR_DE), MSR_GS | MSR_DE);
  mtspr(311, MSRP_DEP);
  check(" with MSRP[DEP]", in_guest(guest_mtmsr, MSR_DE), MSR_GS);
  mtspr(311, 0);
  check(" interrupts", interruptions(), 0);
  expect_privilege("guest's rfci", guest_rfci, 0);
  expect_privilege("ehpriv", guest_ehpriv, 0);
  forget();
  in_guest(guest_trap, 0);
  check("guest's trap: interrupt", fault_type, PROGRAM);
  check(" ESR", fault_syndrome, ESR_PTR);
  forget();
  check("user's system call", system_call(0, MSR_GS | MSR_PR), 1);
  check(" guest's interrupt", guest_type, SYSTEM_CALL);
  check(" GSRR1", guest_state & (MSR_GS | MSR_PR), MSR_GS | MSR_PR);
  check(" interrupts", interruptions(), 0);
  check(" hypervisor calls", counts[HYPERVISOR_CALL], 1);
}

/* What an access in guest state leads to: the hypervisor's interrupt, and the guest's with 0x100. */
static u32 interrupt_of(u32 address, u32 store) {
  forget();
  mtspr(61, 0x7777);
  mtspr(62, 0x7777);
  mtspr(381, 0x8888);
  mtspr(383, 0x8888);
  if (store) {
    store_word(address, MSR_GS, 1);
  } else {
    load_word(address, MSR_GS);
  }
  return guest_type ? guest_type | 0x100 : fault_type;
}

static u32 interrupt_of_fetch(u32 address) {
  forget();
  call_code(address, MSR_GS);
  return guest_type ? guest_type | 0x100 : fault_type;
}

/* Section 2.3.1: EPCR directs each kind to the guest, whose registers then have what the hypervisor's would. */
static void directed_interrupts(void) {
  give_memory(1);
  enter(1);
  in_guest(guest_forget_all, 0);
  u32 data = PLAYGROUND + 0x1234;
  u32 protected = PLAYGROUND + 0x2000;
  write_in_guest(HES, VALID | SIZE(12), protected, LOGICAL);
  for (u32 kind = 0; kind < 16; kind++) {
    set_epcr(kind << 27);
    u32 seen = interrupt_of(data, 0) << 16 | interrupt_of(protected, 0);
    u32 fetches = interrupt_of_fetch(data) << 16 | interrupt_of_fetch(protected);
    u32 guests = (kind & 8 ? 0x1000000 : 0) | (kind & 2 ? 0x100 : 0);
    u32 guests_fetches = (kind & 4 ? 0x1000000 : 0) | (kind & 1 ? 0x100 : 0);
    if (seen != (guests | 0xD0002) || fetches != (guests_fetches | 0xE0003)) {
      check("EPCR, data", seen, guests | 0xD0002);
      check("EPCR, fetches", fetches, guests_fetches | 0xE0003);
    }
  }
  print("All of EPCR\n");
  set_epcr(0);
  interrupt_of(data, 1);
  check("hypervisor's: DEAR", fault_address, data);
  check(" ESR", fault_syndrome, ESR_ST);
  check(" GDEAR", mfspr(381), 0x8888);
  check(" GESR", mfspr(383), 0x8888);
  set_epcr(DTLBGS);
  interrupt_of(data, 1);
  check("guest's: DEAR", guest_address, data);
  check(" ESR", guest_syndrome, ESR_ST);
  check(" SRR1", guest_state & MSR_GS, MSR_GS);
  check(" the hypervisor's DEAR", mfspr(61), 0x7777);
  check(" and ESR", mfspr(62), 0x7777);
}

/*
 * Table "MAS register update summary": a TLB error prepares tlbwe, unless EPCR[DMIUH] keeps the hypervisor's
 * registers.
 */
static void misses(void) {
  enter(1);
  set_pid(0x1234);
  mtspr(628, SIZE(12) | 0x14);
  set_epcr(DTLBGS | DMIUH);
  interrupt_of(PLAYGROUND + 0x1234, 0);
  check("MAS0: HES, WQ", mfspr(624) & 0x7000F000, HES | CONDITIONAL);
  check(" MAS1", mfspr(625), VALID | 0x1234 << 16 | SIZE(12));
  check(" MAS2", mfspr(626), PLAYGROUND + 0x1014);
  check(" MAS6", mfspr(630), 0x1234 << 16 | SIZE(12));
  set_epcr(DMIUH);
  mtspr(626, 0x5555);
  interrupt_of(PLAYGROUND + 0x1234, 0);
  check("DMIUH: MAS2", mfspr(626), 0x5555);
  /*
   * The guest handles its misses alone: what hardware prepared, with MAS3. The hypervisor sees nothing but LRAT
   * errors.
   */
  set_epcr(DTLBGS | ITLBGS | DSIGS | ISIGS);
  clear_lrat();
  repairs = 1;
  *at(memory_of(1) + 0x6234) = 0x5EED6234;
  guest_fill = (LOGICAL + 0x6000) | RIGHTS;
  forget();
  enter(1);
  check("filled by the guest", load_word(PLAYGROUND + 0x1234, MSR_GS), 0x5EED6234);
  check(" LRAT errors", counts[LRAT_ERROR], 1);
  check(" of interrupts", interruptions(), 1);
  for (u32 i = 0; i < 1000; i++) {
    guest_fill = (LOGICAL + (i & 63) * 0x1000) | RIGHTS;
    store_word(PLAYGROUND + 0x100000 + i * 0x1000, MSR_GS, i);
  }
  u32 sum = 0;
  for (u32 i = 0; i < 64; i++) {
    sum += *at(memory_of(1) + i * 0x1000);
  }
  check("a thousand pages", sum, 61920);
  check(" interrupts still", interruptions(), 1);
  guest_fill = 0;
  repairs = 0;
  mtspr(628, 0);
  set_pid(0);
  set_epcr(0);
  clear_tlb0();
}

/*
 * Section 6.10.3 and 7.6: data accesses by an entry with VF are the hypervisor's, whatever EPCR says; fetches are
 * not.
 */
static void virtualization_faults(void) {
  /* li r3,77; blr */
  *at(RAM + 0x9000) = 0x3860004D;
  *at(RAM + 0x9004) = 0x4E800020;
  write_entry(TLB1, VALID | SIZE(12), PLAYGROUND, (RAM + 0x9000) | RIGHTS, 0, TGS | VF | 1);
  enter(1);
  set_epcr(DSIGS | ISIGS | DTLBGS | ITLBGS);
  check("VF: load", interrupt_of(PLAYGROUND, 0), DATA_STORAGE);
  check(" store", interrupt_of(PLAYGROUND, 1), DATA_STORAGE);
  check(" ESR", fault_syndrome, ESR_ST);
  check(" DEAR", fault_address, PLAYGROUND);
  check(" code", call_code(PLAYGROUND, MSR_GS), 77);
  set_epcr(0);
  write_entry(TLB1, SIZE(12), 0, 0, 0, 0);
}

/* Which of the pages that fill_partitions() made are still there: bit 4 (LPID - 1) + 2 (TID - 1) + page. */
static u32 present(void) {
  u32 found = 0;
  for (u32 i = 0; i < 8; i++) {
    found |= search(PLAYGROUND + (i & 1) * 0x1000, SGS | (i / 4 + 1), 1 + (i >> 1 & 1), 0) << i;
  }
  enter(1);
  return found;
}

static void fill_partitions(void) {
  give_memory(1);
  give_memory(2);
  /* One page after the other, so that the four of each get the four ways. */
  for (u32 n = 0; n < 8; n++) {
    u32 i = (n << 1 & 6) | n >> 2;
    enter(i / 4 + 1);
    u32 mas1 = VALID | (1 + (i >> 1 & 1)) << 16 | SIZE(12);
    write_in_guest(HES, mas1, PLAYGROUND + (i & 1) * 0x1000, (LOGICAL + i * 0x1000) | RIGHTS);
  }
  enter(1);
}

/* Section 6.11.4: tlbilx and tlbivax of what MAS5 and MAS6 name, but for what is protected. */
static void invalidations(void) {
  fill_partitions();
  check("two partitions' entries", present(), 0xFF);
  mtspr(630, 2 << 16 | SIZE(12));
  in_guest(guest_forget_page, PLAYGROUND + 0x1000);
  check("without a page of PID 2", present(), 0xF7);
  mtspr(630, 2 << 16 | SIZE(13));
  in_guest(guest_forget_page, PLAYGROUND);
  check("another size", present(), 0xF7);
  in_guest(guest_forget_pid, 1);
  check("without PID 1", present(), 0xF4);
  in_guest(guest_forget_all, 0);
  check("without partition 1", present(), 0xF0);
  mtspr(339, 2);
  mtspr(630, 1 << 16 | SIZE(12));
  guest_tlbivax(PLAYGROUND);
  check("tlbivax of the hypervisor's", present(), 0xF0);
  mtspr(339, SGS | 2);
  mtspr(630, 1 << 16 | SIZE(12));
  guest_tlbivax(PLAYGROUND);
  check("tlbivax of partition 2", present(), 0xE0);
  mtspr(339, 2);
  guest_forget_all(0);
  check("without partition 2", present(), 0);
  check("guest's code, protected", search(0x01000000, SGS | 1, 0, 0), 1);
  enter(1);
}

void run(void) {
  print("E.HV: 512 and 16 entries, and an LRAT of 8\n");
  configuration();
  lrat_entries();
  partition_entries();
  translated_writes();
  lrat_errors();
  tlb_privileges();
  registers();
  machine_state();
  directed_interrupts();
  misses();
  virtualization_faults();
  invalidations();
  for (u32 lpid = 1; lpid <= 2; lpid++) {
    report("By the guest's tlbwe, partition", lpid);
    /* Both know the memory below as the first megabyte. */
    write_lrat(lpid, LOGICAL, PARTITION_SHIFT, RAM, lpid);
    enter(lpid);
    forget();
    test_remapping(0, MSR_GS);
    test_rights(0, MSR_GS);
    test_crossing(0, 0, MSR_GS);
    check("interrupts of tlbwe", counts[HYPERVISOR_PRIVILEGE] + counts[LRAT_ERROR], 0);
  }
}
