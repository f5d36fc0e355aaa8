namespace ExperimentLake.Columns;

/// <summary>A list that can be handed out as memory. Three calls of it for every cell of a file: adding must be no more than a store.</summary>
internal sealed class Buffer<T>
{
    private T[] _items = [];

    public int Count { get; private set; }

    /// <summary>Good until the next is added.</summary>
    public ReadOnlyMemory<T> Memory => _items.AsMemory(0, Count);

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(256, 2 * Count));
        }

        _items[Count++] = item;
    }

    /// <summary>Keeps the room.</summary>
    public void Clear() => Count = 0;
}
