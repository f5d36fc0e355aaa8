namespace ExperimentLake.Worker.Schemas;

/// <summary>One statement for an engine, without a semicolon.</summary>
/// <param name="Name">What it makes; also the name of a file that holds it.</param>
/// <param name="Sql">The statement.</param>
internal sealed record Statement(string Name, string Sql);
