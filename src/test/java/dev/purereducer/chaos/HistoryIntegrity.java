package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Check.Finding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Integrity of the history: versions are dense up to the canonical one (I1), the state is the fold of
 * the history, and the hash chain is unbroken (I2).
 */
final class HistoryIntegrity implements Check {
  private static final HexFormat HEX = HexFormat.of();
  private static final String GENESIS = "0".repeat(64);

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    evidence.workflows().forEach((key, workflow) -> check(key, workflow, findings));
    return findings;
  }

  private static void check(String key, Evidence.Workflow workflow, List<Finding> findings) {
    long version = 0;
    long value = 0;
    var chain = GENESIS;
    var reducer = workflow.canonical().reducer();
    for (var row : workflow.history()) {
      if (row.version() != version + 1) {
        findings.add(new Finding("I1", key, "version " + row.version() + " follows " + version));
      }
      if (!row.actionHash().equals(hash(row.change(), row.expectedVersion()))) {
        findings.add(new Finding("I2", key, "wrong action hash at version " + row.version()));
      }
      if (!row.chain().equals(link(chain, row))) {
        findings.add(new Finding("I2", key, "wrong chain hash at version " + row.version()));
      }
      if (!row.change().reducer().equals(reducer)) {
        findings.add(new Finding("I2", key, "wrong reducer at version " + row.version()));
      }
      version = row.version();
      value = row.change().to(value);
      chain = row.chain();
    }
    var expected = new Evidence.Head(reducer, version, value, chain);
    if (!workflow.canonical().equals(expected)) {
      findings.add(new Finding(
          "I2", key, "is " + workflow.canonical() + ", the history yields " + expected));
    }
  }

  /** Action hash of a change, in hex. */
  static String hash(Change change, @Nullable Long expectedVersion) {
    var digest = sha256();
    addText(digest, change.reducer());
    addText(digest, null); // no action of the suite has a type
    addText(digest, expectedVersion == null ? null : Long.toString(expectedVersion));
    digest.update(change.payload().getBytes(StandardCharsets.UTF_8));
    return HEX.formatHex(digest.digest());
  }

  private static void addText(MessageDigest digest, @Nullable String text) {
    var bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, text == null ? -1 : bytes.length));
    digest.update(bytes);
  }

  /** Chain hash of a row, in hex. */
  static String link(String previous, Evidence.Row row) {
    var digest = sha256();
    digest.update(HEX.parseHex(previous));
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, row.version()));
    digest.update(row.actionId().getBytes(StandardCharsets.UTF_8));
    digest.update(HEX.parseHex(row.actionHash()));
    return HEX.formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
