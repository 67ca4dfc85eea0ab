package vmm.shadow;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A map from numbers of pages, 0 and up, to values. It is asked in each hidden fault, so it makes
 * no objects: keys are looked for from where they hash to, one place after the other.
 */
final class PageMap<V> {
  private static final int FIRST_CAPACITY = 16;

  /** Spreads numbers that are close to each other (Knuth's multiplicative hashing). */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private long[] keys = new long[FIRST_CAPACITY];
  private @Nullable Object[] values = new Object[FIRST_CAPACITY];
  private int size;

  /** Number of pages with a value. */
  int size() {
    return size;
  }

  /** The value of a page, or null. */
  @Nullable V get(long page) {
    return value(place(page));
  }

  /** Sets the value of a page. */
  void put(long page, V value) {
    int place = place(page);
    if (values[place] == null && ++size > keys.length / 2) {
      grow();
      place = place(page);
    }
    keys[place] = page;
    values[place] = value;
  }

  /** The value of a page; it gets one if it has none. */
  V computeIfAbsent(long page, Supplier<? extends V> maker) {
    V known = get(page);
    if (known != null) {
      return known;
    }
    V made = maker.get();
    put(page, made);
    return made;
  }

  /** Takes the value of a page away. */
  void remove(long page) {
    int gap = place(page);
    if (values[gap] == null) {
      return;
    }
    size--;
    // Who was kept from the gap by who is gone moves up, so that no search ends at it too early.
    for (int at = next(gap); values[at] != null; at = next(at)) {
      int home = home(keys[at]);
      if (distance(home, at) >= distance(gap, at)) {
        keys[gap] = keys[at];
        values[gap] = values[at];
        gap = at;
      }
    }
    values[gap] = null;
  }

  /** Whether a page of the range has a value. */
  boolean any(long first, long last) {
    if (isFew(first, last)) {
      for (long page = first; page <= last; page++) {
        if (get(page) != null) {
          return true;
        }
      }
      return false;
    }
    for (int place = 0; place < keys.length; place++) {
      if (values[place] != null && keys[place] >= first && keys[place] <= last) {
        return true;
      }
    }
    return false;
  }

  /** Passes on the values of the pages of a range; the action must not change the map. */
  void forEach(long first, long last, Consumer<? super V> action) {
    if (isFew(first, last)) {
      for (long page = first; page <= last; page++) {
        V value = get(page);
        if (value != null) {
          action.accept(value);
        }
      }
      return;
    }
    for (int place = 0; place < keys.length; place++) {
      V value = value(place);
      if (value != null && keys[place] >= first && keys[place] <= last) {
        action.accept(value);
      }
    }
  }

  /** Whether to ask for each page of a range is less work than to look at all there are. */
  private boolean isFew(long first, long last) {
    return last - first < size;
  }

  /** Where the page is, or would be. */
  private int place(long page) {
    int place = home(page);
    while (values[place] != null && keys[place] != page) {
      place = next(place);
    }
    return place;
  }

  private int home(long page) {
    return (int) (page * SPREAD >>> 32) & (keys.length - 1);
  }

  private int next(int place) {
    return (place + 1) & (keys.length - 1);
  }

  private int distance(int from, int to) {
    return (to - from) & (keys.length - 1);
  }

  @SuppressWarnings("unchecked") // nothing else is put there
  private @Nullable V value(int place) {
    return (V) values[place];
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = Arrays.copyOf(oldKeys, 2 * oldKeys.length);
    values = new Object[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        values[place] = oldValues[i];
      }
    }
  }
}
