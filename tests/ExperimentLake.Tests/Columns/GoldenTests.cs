namespace ExperimentLake.Tests.Columns;

public sealed class GoldenTests
{
    [Fact]
    public async Task An_experiment_becomes_this_row()
    {
        var row = await OneRow.OfAsync(
            """
            {
              "Arn": "arn:aws:sagemaker:us-east-1:012345678901:inference-experiment/fraud-xgb-v7",
              "Name": "fraud-xgb-v7",
              "Type": "ShadowMode",
              "Schedule": { "StartTime": 1.7952408E9, "EndTime": 1.7958456E9 },
              "Status": "Running",
              "Description": "Züge & <Weichen> 🚆",
              "CreationTime": 1.795237321512E9,
              "RoleArn": "arn:aws:iam::012345678901:role/service-role/shadow",
              "EndpointMetadata": { "EndpointName": "fraud", "EndpointConfigName": "fraud-2026-11-21", "EndpointStatus": "InService" },
              "ModelVariants": [
                {
                  "ModelName": "fraud-xgb-6", "VariantName": "production", "Status": "InService",
                  "InfrastructureConfig": {
                    "InfrastructureType": "RealTimeInference",
                    "RealTimeInferenceConfig": { "InstanceType": "ml.c7i.xlarge", "InstanceCount": 3, "Placement": "spread" }
                  }
                },
                {
                  "ModelName": "fraud-xgb-7", "VariantName": "shadow", "Status": "Creating",
                  "InfrastructureConfig": {
                    "InfrastructureType": "RealTimeInference",
                    "RealTimeInferenceConfig": { "InstanceType": "ml.c7i.xlarge", "InstanceCount": 1 }
                  }
                }
              ],
              "DataStorageConfig": {
                "Destination": "s3://fraud-captures/shadow/", "ContentType": { "JsonContentTypes": ["application/json"] }
              },
              "ShadowModeConfig": {
                "SourceModelVariantName": "production",
                "ShadowModelVariants": [{ "ShadowModelVariantName": "shadow", "SamplingPercentage": 25 }]
              },
              "KmsKey": ""
            }
            """,
            """{"Name":"fraud-xgb-v7","Type":"ShadowMode","Status":"Running","CreationTime":1.795237321512E9,"LastModifiedTime":1.795240805007E9}""",
            [
                """{"Tags":[{"Key":"team","Value":"risk"},{"Key":"cost-centre","Value":""}],"NextToken":"2"}""",
                """{"Tags":[{"Key":"stage","Value":"prüfung"}]}""",
            ]);

        string.Join('\n', row.Columns.EnumerateObject().Select(column => column.ToString())).ShouldBe(
            """
            "_key":"arn"
            "arn":"arn:aws:sagemaker:us-east-1:012345678901:inference-experiment/fraud-xgb-v7"
            "completion_time":null
            "creation_time":1795237321512
            "data_storage_config":{"destination":"s3://fraud-captures/shadow/","kms_key":null,"content_type":{"csv_content_types":null,"json_content_types":["application/json"]}}
            "description":"Z\u00FCge \u0026 \u003CWeichen\u003E \uD83D\uDE86"
            "endpoint_metadata":{"endpoint_name":"fraud","endpoint_config_name":"fraud-2026-11-21","endpoint_status":"InService","failure_reason":null}
            "last_modified_time":1795240805007
            "model_variants":[{"model_name":"fraud-xgb-6","variant_name":"production","infrastructure_config":{"infrastructure_type":"RealTimeInference","real_time_inference_config":{"instance_type":"ml.c7i.xlarge","instance_count":3}},"status":"InService"},{"model_name":"fraud-xgb-7","variant_name":"shadow","infrastructure_config":{"infrastructure_type":"RealTimeInference","real_time_inference_config":{"instance_type":"ml.c7i.xlarge","instance_count":1}},"status":"Creating"}]
            "name":"fraud-xgb-v7"
            "role_arn":"arn:aws:iam::012345678901:role/service-role/shadow"
            "schedule":{"start_time":1795240800000,"end_time":1795845600000}
            "shadow_mode_config":{"source_model_variant_name":"production","shadow_model_variants":[{"shadow_model_variant_name":"shadow","sampling_percentage":25}]}
            "status":"Running"
            "status_reason":null
            "tags":{"team":"risk","cost-centre":"","stage":"pr\u00FCfung"}
            "type":"ShadowMode"
            "kms_key":""
            "region":"us-east-1"
            "observed_at":0
            "unmapped":{"ModelVariants[0].InfrastructureConfig.RealTimeInferenceConfig.Placement":"\u0022spread\u0022"}
            """);
    }
}
