/*
 * A hypervisor, the partitions that it runs, and what code of theirs does in guest state: MSR[GS] = 1 (Power ISA 2.06
 * Book III-E, chapter 2). Hypervisor and partitions share their code and data.
 */
#ifndef HYPERVISOR_H
#define HYPERVISOR_H

#include "guest.h"

/* MAS registers (section 6.10.3). */
enum { ATSEL = 0x80000000, TLB1 = 0x10000000, HES = 0x4000, CONDITIONAL = 0x1000 };
enum { VALID = 0x80000000, PROTECTED = 0x40000000, SPACE = 0x1000 };
enum { SGS = 0x80000000, TGS = 0x80000000, VF = 0x40000000, GUARDED = 0xA, RIGHTS = 0x3F };

/* TSIZE or ISIZE: a page of 1 KiB times 2 to the n. */
#define SIZE(shift) (((shift) - 10u) << 7)

enum { MSR_GS = 0x10000000, MSR_DE = 0x200, MSRP_DEP = 0x200 };

/* EPCR (section 2.3). */
enum { DTLBGS = 0x40000000, ITLBGS = 0x20000000, DSIGS = 0x10000000, ISIGS = 0x08000000 };
enum { DGTMI = 0x00800000, DMIUH = 0x00400000 };

enum { PROGRAM = 6, SYSTEM_CALL = 8 };
enum { HYPERVISOR_CALL = 40, HYPERVISOR_PRIVILEGE = 41, LRAT_ERROR = 42, INTERRUPTS = 43 };
enum { ESR_PPR = 0x04000000, ESR_PTR = 0x02000000 };

enum { WAYS = 4, LRAT_ENTRIES = 8 };

/* Entries of TLB1 that the hypervisor leaves to the tests: so many, from the first on. */
enum { FREE = 11 };

/* What the partitions know as LOGICAL is a megabyte of RAM for each, beginning with that of partition 1. */
enum { LOGICAL = 0x00400000, PARTITION_BYTES = 0x00100000, PARTITION_SHIFT = 20 };

/* What the last interrupt that ended an access was of: SRR1 and SRR0. start.S sets them. */
extern volatile u32 fault_state, fault_pc;

/*
 * What the last interrupt that the guest took was: type (0 if there was none), ESR, DEAR and SRR1 as the guest reads
 * them.
 */
extern volatile u32 guest_type, guest_syndrome, guest_address, guest_state;

/* If not 0, the guest repairs its TLB errors: what it puts into MAS3. */
extern volatile u32 guest_fill;

/* Interrupts that the hypervisor took, by type. */
extern volatile u32 counts[INTERRUPTS];

/*
 * Whether the hypervisor gives partitions the memory that they miss, and whether it reads entries of the TLB for
 * them.
 */
extern volatile u32 repairs, reads;

/*
 * Runs code with MSR bits set besides those of now, MSR_GS among them; an interrupt that nobody handles ends it and
 * yields 0. start.S has both.
 */
u32 guest_call(u32 (*code)(u32), u32 msr_bits, u32 argument);
u32 system_call(u32 unused, u32 msr_bits);

/* ---- the hypervisor's means */

/*
 * Writes an entry of a TLB or the LRAT; reads one into the MAS registers, in which nothing is before that could be
 * taken for it.
 */
void write_entry(u32 mas0, u32 mas1, u32 mas2, u32 mas3, u32 mas7, u32 mas8);
void read_entry(u32 mas0, u32 mas2);

/* Whether an entry of a partition translates an address; the MAS registers have it. */
u32 search(u32 address, u32 mas5, u32 pid, u32 space);

void write_lrat(u32 entry, u32 logical, u32 shift, u32 real, u32 lpid);
void clear_lrat(void);

/* TLB0 is empty. */
void clear_tlb0(void);

/* The real memory of a partition, and the LRAT's entry for it. */
u32 memory_of(u32 lpid);
void give_memory(u32 lpid);

/*
 * Makes a partition ready to run, after all else that the hypervisor does with its TLB. The guest's tlbwe takes TGS, VF
 * and TLPID from MAS8, and its tlbilx the partition from MAS5: both are out of its reach (section 6.10.3).
 */
void enter(u32 lpid);

void set_epcr(u32 bits);

/* Forgets what interrupts there were; how many the hypervisor has taken since, besides calls. */
void forget(void);
u32 interruptions(void);

/* ---- what runs in guest state, by guest_call() */

/* What guest_tlbwe() puts into the MAS registers. */
extern struct guest_entry {
  u32 mas0, mas1, mas2, mas3;
} wanted;

u32 guest_tlbwe(u32 unused);

/* The way is in the low bits; yields MAS3. */
u32 guest_tlbre(u32 address);

u32 guest_tlbsx(u32 address);
u32 guest_tlbivax(u32 address);
u32 guest_tlbsync(u32 unused);

/* tlbilx of all, of the pages of a PID, and of one page, whose PID and size are in MAS6 (section 6.11.4). */
u32 guest_forget_all(u32 unused);
u32 guest_forget_pid(u32 pid);
u32 guest_forget_page(u32 page);

u32 guest_ehpriv(u32 unused);
u32 guest_trap(u32 unused);
u32 guest_rfci(u32 unused);

/* Yields MSR. */
u32 guest_mtmsr(u32 value);

/* Runs code of the present partition; lets it write an entry. */
u32 in_guest(u32 (*code)(u32), u32 argument);
void write_in_guest(u32 mas0, u32 mas1, u32 mas2, u32 mas3);

#endif
