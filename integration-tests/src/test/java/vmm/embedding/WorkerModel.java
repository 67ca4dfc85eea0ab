package vmm.embedding;

import java.util.Locale;

/** What the guest {@code embedding/worker} computes, in plain Java. */
final class WorkerModel {
  private static final int ROUNDS = 3000;

  private WorkerModel() {}

  static String sum(char seed) {
    var frames = new int[64];
    int state = seed;
    int sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      state = state * 1664525 + 1013904223;
      int frame = (state >>> 24) & 63;
      frames[frame] += state;
      sum += frames[frame];
      sum += state;
    }
    return String.format(Locale.ROOT, "%08x", sum);
  }
}
