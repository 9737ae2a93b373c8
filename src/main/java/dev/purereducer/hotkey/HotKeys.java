package dev.purereducer.hotkey;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Registry of the windows of all lanes of this process. */
@Singleton
public class HotKeys {
  private final HotKeysConfig config;
  private final List<HotKeyWindow> windows = new CopyOnWriteArrayList<>();

  public HotKeys(HotKeysConfig config) {
    this.config = config;
  }

  /** Registers the window of a lane. */
  public HotKeyWindow newWindow() {
    var window = new HotKeyWindow(config.capacity(), config.window(), System.nanoTime());
    windows.add(window);
    return window;
  }

  /** The latest reports of all lanes, which are at most a second old. */
  public HotKeyReport report() {
    return HotKeyReport.of(windows.stream().map(HotKeyWindow::published).toList());
  }
}
