package dev.purereducer.hotkey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.hotkey.HotKeyReport.Estimate;
import dev.purereducer.hotkey.HotKeyReport.HotKey;
import dev.purereducer.hotkey.HotKeys.HotKeyWindow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HotKeyWindowTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final HotKeyWindow window = new HotKeyWindow(4, Duration.ofSeconds(10), 0);

  private HotKeyReport at(long seconds) {
    window.publish(seconds * SECOND);
    return window.published();
  }

  @Test
  void report_beforeTheFirstPublication_isEmpty() {
    window.countActions("a", 1);

    assertEquals(HotKeyReport.EMPTY, window.published());
  }

  @Test
  void report_hasActionsConflictsAndRate() {
    window.countActions("a", 6);
    window.countActions("b", 2);
    window.countConflict("b");

    var report = at(2);

    assertEquals(8, report.actions());
    assertEquals(1, report.conflicts());
    assertEquals(List.of("a", "b"), keys(report.byActions(9)));
    assertEquals(List.of("b"), keys(report.byConflicts(9)));
    assertEquals(0.75, report.share(report.byActions(1).getFirst().actions().upperBound()));
    assertEquals(3, report.byActions(1).getFirst().rate());
  }

  @Test
  void counts_coverBothHalvesOfTheWindow() {
    window.countActions("a", 6);
    at(5);
    window.countActions("a", 1);
    window.countActions("b", 2);

    var whole = at(9);
    assertEquals(9, whole.seconds());
    assertEquals(new Estimate(7, 0), whole.byActions(1).getFirst().actions());

    var later = at(10);
    assertEquals(5, later.seconds());
    assertEquals(List.of("b", "a"), keys(later.byActions(9)));
    assertEquals(3, later.actions());
  }

  @Test
  void counts_afterAWindowWithoutActions_areEmpty() {
    window.countActions("a", 6);
    window.countConflict("a");
    at(5);

    var report = at(10);

    assertEquals(new HotKeyReport(5, 0, 0, List.of()), report);
  }

  @Test
  void reportsOfLanes_areAdded() {
    window.countActions("a", 6);
    var other = new HotKeyWindow(4, Duration.ofSeconds(10), 0);
    other.countActions("b", 18);
    other.publish(3 * SECOND);

    var report = HotKeyReport.of(List.of(at(3), other.published()));

    assertEquals(24, report.actions());
    assertEquals(List.of("b", "a"), keys(report.byActions(9)));
    assertEquals(0.25, report.share(6));
  }

  private static List<String> keys(List<HotKey> hot) {
    return hot.stream().map(HotKey::workflowKey).toList();
  }
}
