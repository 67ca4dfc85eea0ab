package vmm.api.cpu;

/**
 * A 64-bit value in a translation, named but not known: what an {@link Emitter} call yields. It may
 * be used until the block ends, also by later instructions of the block, and always means what it
 * meant when it was made.
 */
public interface Value {}
