package dev.purereducer.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Blocking SQL statements of tests, each on a new connection, so that servers may restart between. */
public final class Sql {
  private final String url;
  private final String user;
  private final String password;

  Sql(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /** Mapping of a result row. */
  @FunctionalInterface
  public interface RowReader<T extends @Nullable Object> {
    T read(ResultSet row) throws SQLException;
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  public <T> List<T> rows(String sql, RowReader<T> reader, Object... parameters) {
    try (var connection = connect();
        var statement = prepare(connection, sql, parameters);
        var result = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(reader.read(result));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The number in the first column of the first row. */
  public long number(String sql, Object... parameters) {
    return rows(sql, row -> row.getLong(1), parameters).getFirst();
  }

  /** The text in the first column of the first row. */
  public String text(String sql, Object... parameters) {
    return rows(sql, row -> row.getString(1), parameters).getFirst();
  }

  /** Runs a statement and returns the number of changed rows. */
  public int execute(String sql, Object... parameters) {
    try (var connection = connect();
        var statement = prepare(connection, sql, parameters)) {
      statement.execute();
      return statement.getUpdateCount();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
      throws SQLException {
    var statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
