package dev.purereducer.performance;

import dev.purereducer.performance.Report.NumberFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** HTML report with plots, in one file. */
final class HtmlReport {
  private static final String HEAD = """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Pure Reducer: performance</title>
      <style>
      :root { --ink: #1f2933; --faint: #6b7785; --rule: #e3e8ee; --paper: #fff; --card: #f7f9fb;
        --one: #2563a8; --two: #c2571a; --good: #1d7a46; --bad: #b3261e; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e6eaef; --faint: #98a4b3; --rule: #303a46; --paper: #14191f;
          --card: #1b222a;
          --one: #6cb0f5; --two: #f0985a; --good: #5fc98d; --bad: #ff8a80; } }
      body { font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper);
        max-width: 1040px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
      h1 { font-size: 1.7rem; margin: 0 0 .25rem; }
      h2 { margin: 2.5rem 0 .75rem; font-size: 1.25rem; }
      h3 { margin: 0; font-size: 1.05rem; font-family: ui-monospace, monospace; }
      p { max-width: 75ch; } .faint { color: var(--faint); }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th { text-align: left; color: var(--faint); font-weight: 500; font-size: .85rem; }
      th, td { padding: .32rem .75rem .32rem 0; border-bottom: 1px solid var(--rule); }
      td.number, th.number { text-align: right; } code { font-family: ui-monospace, monospace; }
      .yes { color: var(--good); } .no { color: var(--bad); font-weight: 600; }
      section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
        padding: 1rem 1.25rem; margin: 1rem 0; }
      section p { margin: .25rem 0 .5rem; }
      .plots { display: grid;
        grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 1rem; }
      figure { margin: 0; } figcaption { font-size: .85rem; color: var(--faint); }
      .figures { columns: 3 220px; font-size: .88rem; padding: 0;
        margin: .5rem 0 0; list-style: none; }
      .figures li { display: flex; justify-content: space-between; gap: .75rem;
        border-bottom: 1px solid var(--rule); padding: .12rem 0; break-inside: avoid; }
      .figures b { font-weight: 500; font-variant-numeric: tabular-nums; }
      svg { width: 100%; height: auto; display: block; }
      svg text { font-size: 11px; fill: var(--faint); }
      .grid { stroke: var(--rule); } path { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
      .line0 { stroke: var(--one); } .line1 { stroke: var(--two); }
      i { font-style: normal; } i.line0 { color: var(--one); } i.line1 { color: var(--two); }
      </style>
      """;

  private HtmlReport() {}

  static String text(Report report) {
    List<String> parts = new ArrayList<>();
    parts.add(HEAD);
    parts.add("<h1>Pure Reducer: performance</h1>");
    parts.add("<p class='faint'>%s<br>%s</p>".formatted(report.machine(), report.date()));
    parts.add("<h2>Targets</h2>");
    parts.add("<p>" + ReportNotes.summary(report) + "</p>");
    parts.add(targets(report));
    parts.add("<h2>Method</h2>");
    ReportNotes.PARAGRAPHS.forEach(it -> parts.add("<p>" + code(it) + "</p>"));
    parts.add("<p>" + code(ReportNotes.reference(report.reference())) + "</p>");
    parts.add("<h2>Workloads</h2>");
    report.results().forEach(result -> parts.add(workload(result)));
    parts.add("</html>");
    return String.join("\n", parts) + "\n";
  }

  /** Replaces backticks by code elements. */
  private static String code(String text) {
    return text.replaceAll("`([^`]*)`", "<code>$1</code>");
  }

  private static String targets(Report report) {
    var rows = report.results().stream()
        .flatMap(result ->
            result.targets().stream().map(target -> row(result.workload().id(), target)))
        .collect(Collectors.joining("\n"));
    return """
        <div class="scroll"><table>
        <tr><th>workload<th>measure<th class="number">published (mocks)<th class="number">target\
        <th class="number">result<th>met</tr>
        %s
        </table></div>""".formatted(rows);
  }

  private static String row(String id, Target target) {
    return """
        <tr><td><code>%s</code><td>%s<td class="number">%s<td class="number">%s&nbsp;%s\
        <td class="number"><b>%s</b><td class="%s">%s</tr>""".formatted(
            id,
            NumberFormats.label(target.metric()),
            target.published(),
            target.bound().sign(),
            NumberFormats.text(target.limit()),
            NumberFormats.text(target.value()),
            target.isMet() ? "yes" : "no",
            target.isMet() ? "yes" : "no");
  }

  private static String workload(Result result) {
    var ratio = result.referenceRatio();
    var figures = result.metrics().entrySet().stream()
        .map(metric -> "<li>%s<b>%s</b>"
            .formatted(NumberFormats.label(metric.getKey()), NumberFormats.text(metric.getValue())))
        .collect(Collectors.joining("\n"));
    return """
        <section><h3>%s</h3>
        <p class="faint">%s. Checks <span class="%s">%s</span>%s.</p>
        <div class="plots">%s</div>
        <ul class="figures">%s</ul>
        </section>""".formatted(
            result.workload().id(),
            result.workload().description(),
            result.passed() ? "yes" : "no",
            result.passed() ? "passed" : "failed",
            ratio == null ? "" : "; %s × the pgbench reference".formatted(ratio),
            result.plots().stream().map(HtmlReport::figure).collect(Collectors.joining("\n")),
            figures);
  }

  private static String figure(Plot plot) {
    var legend = plot.lines().size() == 1 ? "" : legend(plot);
    return "<figure><figcaption>%s, %s%s</figcaption>%s</figure>"
        .formatted(plot.title(), plot.unit(), legend, Svg.of(plot));
  }

  private static String legend(Plot plot) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < plot.lines().size(); i++) {
      names.add("<i class='line%d'>━ %s</i>".formatted(i, plot.lines().get(i).name()));
    }
    return ": " + String.join(" ", names);
  }
}
