using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ExperimentLake.Lake;

/// <summary>What .NET has no call for.</summary>
internal static partial class Posix
{
    /// <summary>A handle that can be flushed, so that renames in a folder reach the disk. Invalid when the folder cannot be opened.</summary>
    public static SafeFileHandle OpenFolder(string folder) => new(Open(folder, 0), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
