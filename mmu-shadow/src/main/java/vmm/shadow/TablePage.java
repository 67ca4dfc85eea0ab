package vmm.shadow;

import java.util.ArrayList;
import java.util.List;

/** A page of the guest that holds tables for which real ones stand. */
abstract class TablePage {
  final long gpa;

  /** The real tables that stand for what lies on the page. */
  final List<RealTable> tables = new ArrayList<>();

  /** Trapped accesses since the page was last used as a table. */
  int accesses;

  TablePage(long gpa) {
    this.gpa = gpa;
  }
}
