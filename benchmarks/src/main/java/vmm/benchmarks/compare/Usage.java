package vmm.benchmarks.compare;

/**
 * What a process has used since its start.
 *
 * @param userSeconds processor time in user mode, of all its threads
 * @param wallSeconds time that has passed
 */
record Usage(double userSeconds, double wallSeconds) {
  Usage since(Usage earlier) {
    return new Usage(userSeconds - earlier.userSeconds, wallSeconds - earlier.wallSeconds);
  }

  Usage dividedBy(int count) {
    return new Usage(userSeconds / count, wallSeconds / count);
  }
}
