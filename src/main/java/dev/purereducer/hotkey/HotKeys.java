package dev.purereducer.hotkey;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The hot keys of this process: every lane's window. */
@Singleton
public class HotKeys {
  private final HotKeysConfig config;
  private final List<HotKeyWindow> windows = new CopyOnWriteArrayList<>();

  public HotKeys(HotKeysConfig config) {
    this.config = config;
  }

  /** A lane's window, to be kept for as long as the process runs. */
  public HotKeyWindow newWindow() {
    var window = new HotKeyWindow(config.capacity(), config.window(), System.nanoTime());
    windows.add(window);
    return window;
  }

  /** Not older than a second, as long as the lanes' event loops turn. */
  public HotKeyReport report() {
    return HotKeyReport.of(windows.stream().map(HotKeyWindow::published).toList());
  }
}
