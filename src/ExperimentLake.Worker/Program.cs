using ExperimentLake.Worker.Commands;

return await CommandLine.RunAsync(args);
