using System.Buffers.Binary;
using System.Text;

namespace ExperimentLake.Tests.Fixtures;

/// <summary>A protobuf message as it is on the wire: fields by number. https://protobuf.dev/programming-guides/encoding/</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    /// <exception cref="FormatException">It is none.</exception>
    public ProtobufMessage(ReadOnlyMemory<byte> wire)
    {
        while (!wire.IsEmpty)
        {
            var key = Varint(ref wire);
            var (value, bytes) = (key & 7) switch
            {
                0 => (Varint(ref wire), default),
                1 => (BinaryPrimitives.ReadUInt64LittleEndian(Take(ref wire, 8).Span), default),
                2 => (0UL, Take(ref wire, checked((int)Varint(ref wire)))),
                5 => (BinaryPrimitives.ReadUInt32LittleEndian(Take(ref wire, 4).Span), default),
                var kind => throw new FormatException($"Wire type {kind}."),
            };
            _fields.Add(((int)(key >> 3), value, bytes));
        }
    }

    public bool Has(int number) => _fields.Exists(field => field.Number == number);

    public ulong Number(int number) => Last(number).Value;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    public string Text(int number) => Encoding.UTF8.GetString(Last(number).Bytes.Span);

    /// <summary>Bytes in hexadecimal; empty when there are none.</summary>
    public string Hex(int number) => Convert.ToHexStringLower(Last(number).Bytes.Span);

    /// <summary>The messages in a repeated field.</summary>
    public IEnumerable<ProtobufMessage> All(params int[] path) => path is [var number, .. var rest]
        ? _fields.Where(field => field.Number == number).SelectMany(field => new ProtobufMessage(field.Bytes).All(rest))
        : [this];

    // What is sent twice counts as it was sent last; what is not sent is zero or empty.
    private (int Number, ulong Value, ReadOnlyMemory<byte> Bytes) Last(int number) => _fields.LastOrDefault(field => field.Number == number);

    private static ulong Varint(ref ReadOnlyMemory<byte> wire)
    {
        for (var (value, shift) = (0UL, 0); shift < 64; shift += 7)
        {
            var part = Take(ref wire, 1).Span[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("A number of more than 64 bits.");
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> wire, int length)
    {
        var taken = length <= wire.Length ? wire[..length] : throw new FormatException("It ends in the middle of a field.");
        wire = wire[length..];
        return taken;
    }
}
