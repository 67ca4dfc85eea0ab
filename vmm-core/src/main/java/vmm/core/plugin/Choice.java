package vmm.core.plugin;

import vmm.api.arch.Architecture;
import vmm.api.arch.Board;
import vmm.api.machine.MachineSpec;
import vmm.api.memory.MemoryVirtualization;

/**
 * What a spec chooses of a catalogue.
 *
 * @param spec the spec with every default filled in
 */
public record Choice(
    MachineSpec spec,
    Architecture architecture,
    Board board,
    MemoryVirtualization.Factory strategy) {}
