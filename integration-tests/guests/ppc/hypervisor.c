#include "hypervisor.h"

/* The hypervisor's entries of TLB1; GUEST_SELF is the code and data of all, in guest state, for every partition. */
enum { SELF = 15, CONSOLE = 14, WINDOW = 13, UTILITIES = 12, GUEST_SELF = 11 };

enum { TLBRE = 0x7C000764, RESET_CONTROL = 0xE00E00B0 };

volatile u8 *uart = (volatile u8 *)0xE0004500;

volatile u32 fault_state, fault_pc;
volatile u32 guest_type, guest_syndrome, guest_address, guest_state, guest_fill;
volatile u32 counts[INTERRUPTS], repairs, reads;

/* The LPID of the partition that is ready to run. */
static u32 current;

void write_entry(u32 mas0, u32 mas1, u32 mas2, u32 mas3, u32 mas7, u32 mas8) {
  mtspr(624, mas0);
  mtspr(625, mas1);
  mtspr(626, mas2);
  mtspr(627, mas3);
  mtspr(944, mas7);
  mtspr(341, mas8);
  __asm__ volatile("isync\n tlbwe\n isync" : : : "memory");
}

void read_entry(u32 mas0, u32 mas2) {
  mtspr(624, mas0);
  mtspr(625, 0x55);
  mtspr(626, mas2);
  mtspr(627, 0x55);
  mtspr(944, 5);
  mtspr(341, 0x55);
  __asm__ volatile("isync\n tlbre\n isync" : : : "memory");
}

u32 search(u32 address, u32 mas5, u32 pid, u32 space) {
  mtspr(339, mas5);
  mtspr(630, pid << 16 | space);
  __asm__ volatile("isync\n tlbsx 0,%0\n isync" : : "r"(address) : "memory");
  return mfspr(625) >> 31;
}

void write_lrat(u32 entry, u32 logical, u32 shift, u32 real, u32 lpid) {
  write_entry(ATSEL | entry << 16, VALID | SIZE(shift), logical, real, 0, lpid);
}

void clear_lrat(void) {
  for (u32 i = 0; i < LRAT_ENTRIES; i++) {
    write_entry(ATSEL | i << 16, SIZE(PARTITION_SHIFT), 0, 0, 0, 0);
  }
}

void clear_tlb0(void) {
  mtspr(1012, 4);
  isync();
}

u32 memory_of(u32 lpid) {
  return RAM + (lpid - 1) * PARTITION_BYTES;
}

void give_memory(u32 lpid) {
  write_lrat(lpid, LOGICAL, PARTITION_SHIFT, memory_of(lpid), lpid);
}

void enter(u32 lpid) {
  current = lpid;
  mtspr(338, lpid);
  mtspr(339, SGS | lpid);
  mtspr(341, TGS | lpid);
  isync();
}

void set_epcr(u32 bits) {
  mtspr(307, bits);
  isync();
}

void forget(void) {
  for (u32 i = 0; i < INTERRUPTS; i++) {
    counts[i] = 0;
  }
  guest_type = guest_syndrome = guest_address = guest_state = 0;
}

u32 interruptions(void) {
  u32 sum = 0;
  for (u32 i = 0; i < INTERRUPTS; i++) {
    sum += i == HYPERVISOR_CALL ? 0 : counts[i];
  }
  return sum;
}

/* The guest's MAS registers, which the hypervisor needs for itself for a while. */
static void save_mas(u32 *mas) {
  mas[0] = mfspr(624);
  mas[1] = mfspr(625);
  mas[2] = mfspr(626);
  mas[3] = mfspr(627);
  mas[4] = mfspr(944);
}

static void restore_mas(const u32 *mas) {
  mtspr(624, mas[0]);
  mtspr(625, mas[1]);
  mtspr(626, mas[2]);
  mtspr(627, mas[3]);
  mtspr(944, mas[4]);
  mtspr(341, TGS | current);
}

/* Gives the partition the memory that its tlbwe named: the page is still where the guest put it. */
static u32 repair(void) {
  u32 mas[5];
  save_mas(mas);
  if ((mas[3] & -(u32)PARTITION_BYTES) != LOGICAL) {
    return 0;
  }
  give_memory(current);
  restore_mas(mas);
  return 1;
}

/* Reads an entry for the guest, which knows logical pages only. */
static u32 read_for_guest(void) {
  u32 mas[5];
  __asm__ volatile("isync\n tlbre\n isync" : : : "memory");
  save_mas(mas);
  mas[3] = mas[3] - memory_of(current) + LOGICAL;
  restore_mas(mas);
  mtspr(26, mfspr(26) + 4);
  return 1;
}

/* Runs at each interrupt of the hypervisor: 1 if the reason is gone. */
u32 handled(u32 type) {
  counts[type]++;
  if (type == LRAT_ERROR && repairs) {
    return repair();
  }
  return type == HYPERVISOR_PRIVILEGE && reads && *at(mfspr(26)) == TLBRE ? read_for_guest() : 0;
}

/* ---- what runs in guest state */

struct guest_entry wanted;

u32 guest_tlbwe(u32 unused) {
  mtspr(624, wanted.mas0);
  mtspr(625, wanted.mas1);
  mtspr(626, wanted.mas2);
  mtspr(627, wanted.mas3);
  mtspr(944, 0);
  __asm__ volatile("isync\n tlbwe\n isync" : : : "memory");
  return unused + 1;
}

u32 guest_tlbre(u32 address) {
  mtspr(624, (address & 3) << 16);
  mtspr(626, address & -4u);
  __asm__ volatile("isync\n tlbre\n isync" : : : "memory");
  return mfspr(627);
}

u32 guest_tlbsx(u32 address) {
  __asm__ volatile("tlbsx 0,%0" : : "r"(address) : "memory");
  return 1;
}

u32 guest_tlbivax(u32 address) {
  __asm__ volatile("tlbivax 0,%0" : : "r"(address) : "memory");
  return 1;
}

u32 guest_tlbsync(u32 unused) {
  __asm__ volatile("tlbsync" : : : "memory");
  return unused + 1;
}

u32 guest_forget_all(u32 unused) {
  __asm__ volatile("tlbilxlpid\n isync" : : : "memory");
  return unused + 1;
}

u32 guest_forget_pid(u32 pid) {
  mtspr(630, pid << 16);
  __asm__ volatile("tlbilxpid\n isync" : : : "memory");
  return 1;
}

u32 guest_forget_page(u32 page) {
  __asm__ volatile("isync\n tlbilxva 0,%0\n isync" : : "r"(page) : "memory");
  return 1;
}

u32 guest_ehpriv(u32 unused) {
  __asm__ volatile("ehpriv");
  return unused + 1;
}

u32 guest_trap(u32 unused) {
  __asm__ volatile("trap");
  return unused + 1;
}

u32 guest_mtmsr(u32 value) {
  u32 result;
  __asm__ volatile("mtmsr %1\n isync\n mfmsr %0" : "=r"(result) : "r"(value) : "memory");
  return result;
}

u32 guest_rfci(u32 unused) {
  __asm__ volatile("rfci");
  return unused;
}

u32 in_guest(u32 (*code)(u32), u32 argument) {
  return guest_call(code, MSR_GS, argument);
}

void write_in_guest(u32 mas0, u32 mas1, u32 mas2, u32 mas3) {
  wanted.mas0 = mas0;
  wanted.mas1 = mas1;
  wanted.mas2 = mas2;
  wanted.mas3 = mas3;
  in_guest(guest_tlbwe, 0);
}

/* The partition maps: what it had of the page goes, and hardware chooses the entry. */
void map(u32 entry, u32 page, u32 real, u32 shift, u32 rights, u32 space, u32 tid) {
  unmap(entry, page);
  u32 mas1 = VALID | tid << 16 | (space ? SPACE : 0) | SIZE(shift);
  write_in_guest(HES, mas1, page, (real - RAM + LOGICAL) | permissions(rights));
}

void unmap(u32 entry, u32 page) {
  (void)entry;
  mtspr(630, SIZE(PAGE_SHIFT));
  in_guest(guest_forget_page, page);
}

static void map_self(u32 entry, u32 size, u32 page, u32 real, u32 mas7, u32 mas8) {
  write_entry(TLB1 | entry << 16, VALID | PROTECTED | size, page, real, mas7, mas8);
}

void prepare(void) {
  u32 all = permissions(SUPERVISOR);
  map_self(SELF, SIZE(24), 0x01000000, 0x01000000 | RIGHTS, 0, 0);
  map_self(GUEST_SELF, SIZE(24), 0x01000000, 0x01000000 | RIGHTS, 0, TGS);
  map_self(CONSOLE, SIZE(12), 0xE0004000 | GUARDED, 0xE0004000 | all, 15, 0);
  map_self(WINDOW, SIZE(24), RAM, RAM | all, 0, 0);
  map_self(UTILITIES, SIZE(12), 0xE00E0000 | GUARDED, 0xE00E0000 | all, 15, 0);
  for (u32 entry = 0; entry < FREE; entry++) {
    write_entry(TLB1 | entry << 16, SIZE(12), 0, 0, 0, 0);
  }
  clear_tlb0();
}

void finish(void) {
  for (;;) {
    *at(RESET_CONTROL) = 2;
  }
}
