using System.Data.Common;
using System.Reflection;
using DuckDB.NET.Native;

namespace ExperimentLake.Worker.Queries;

/// <summary>Names and values of what a query gave.</summary>
internal sealed record QueryResult(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows)
{
    private static readonly MethodInfo TypedValue = typeof(DbDataReader).GetMethod(nameof(DbDataReader.GetFieldValue))!;

    /// <exception cref="QueryException">A value has no counterpart in .NET, such as a date that is infinite.</exception>
    public static async Task<QueryResult> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var typed = names.Select((name, index) => Shown(name, () => TypedValue.MakeGenericMethod(HoldingAll(reader.GetFieldType(index))))).ToList();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([.. names.Select((name, index) => reader.IsDBNull(index) ? null : Value(reader, typed[index], name, index))]);
        }

        return new QueryResult(names, rows);
    }

    private static object? Value(DbDataReader reader, MethodInfo typed, string name, int index)
    {
        var value = Shown(name, () => typed.Invoke(reader, BindingFlags.DoNotWrapExceptions, null, [index], null));
        // DuckDB's own memory, which does not outlive the row.
        return value is Stream blob ? Bytes(blob) : value;
    }

    private static T Shown<T>(string column, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or InvalidCastException or OverflowException)
        {
            throw new QueryException($"The column {column} cannot be shown: {exception.Message} Cast it to VARCHAR in the query.");
        }
    }

    private static byte[] Bytes(Stream blob)
    {
        var bytes = new byte[blob.Length];
        blob.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>DuckDB.NET's own choice has no place for a null in a list, nor for an interval of months.</summary>
    private static Type HoldingAll(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? typeof(List<>).MakeGenericType(HoldingAll(type.GenericTypeArguments[0]))
        : type == typeof(TimeSpan) ? typeof(DuckDBInterval?)
        : type.IsValueType && Nullable.GetUnderlyingType(type) is null ? typeof(Nullable<>).MakeGenericType(type)
        : type;
}

/// <summary>The query is wrong. The message tells what, and what to do.</summary>
internal sealed class QueryException(string message) : Exception(message)
{
    /// <summary>True when it asks for a table, column or field that does not exist, whatever the data are.</summary>
    public bool IsUnknownName { get; init; }
}
