package vmm.api.machine;

import java.util.Map;

/**
 * Figures of a machine since power-on.
 *
 * @param instructions instructions retired
 * @param virtualNanos the machine's clock
 * @param traps traps by the label of their kind; kinds that did not occur are absent
 * @param hiddenFaults faults that were repaired or completed
 * @param trueFaults faults that went to the guest
 * @param walkReferences references to tables by hardware walks
 * @param framesInUse frames of machine memory in use, those of other machines included
 * @param processor the processor's own figures
 * @param strategy the strategy's own figures
 */
public record MachineStatistics(
    long instructions,
    long virtualNanos,
    Map<String, Long> traps,
    long hiddenFaults,
    long trueFaults,
    long walkReferences,
    long framesInUse,
    Map<String, Long> processor,
    Map<String, Long> strategy) {}
