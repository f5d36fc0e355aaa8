using System.Text;
using ExperimentLake.Worker.Configuration;

namespace ExperimentLake.Worker.Reports;

/// <summary>The file that a report goes to: there whole, or as it was before.</summary>
internal static class ReportFile
{
    /// <summary>Says before the work is done whether the path can be that of a file.</summary>
    /// <exception cref="ConfigurationException">It is a directory, or its directory is not there.</exception>
    public static void Check(string path)
    {
        var full = Full(path);
        if (Directory.Exists(full) || Path.GetFileName(full).Length == 0)
        {
            throw new ConfigurationException($"--out {path} is a directory. Give the name of a file, such as {Path.Combine(path, "report.html")}.");
        }

        if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder))
        {
            throw new ConfigurationException($"--out {path}: there is no directory {folder}. Make it, or give another file.");
        }
    }

    /// <returns>Its size in bytes.</returns>
    /// <exception cref="ConfigurationException">It could not be written; what was there before still is.</exception>
    public static async Task<long> WriteAsync(string path, string page, CancellationToken cancellationToken)
    {
        var full = Full(path);
        // In the same folder, so that the rename is one step.
        var temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllTextAsync(temporary, page, new UTF8Encoding(false), cancellationToken);
            File.Move(temporary, full, overwrite: true);
            return new FileInfo(full).Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Cannot write {full}: {exception.Message} Free some space or give another --out.");
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string Full(string path) => Path.GetFullPath(path);
}
