// Reads every experiment of the simulated AWS with the AWS SDK for JavaScript, and prints what came as JSON.
import { DescribeInferenceExperimentCommand, ListTagsCommand, ResourceNotFound, SageMakerClient, paginateListInferenceExperiments } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const sageMaker = new SageMakerClient({});
const experiments = [];
let pages = 0;
for await (const page of paginateListInferenceExperiments({ client: sageMaker, pageSize: 10 }, { SortBy: 'CreationTime', SortOrder: 'Ascending' })) {
  pages++;
  for (const summary of page.InferenceExperiments) {
    const { $metadata, ...described } = await sageMaker.send(new DescribeInferenceExperimentCommand({ Name: summary.Name }));
    const tags = {};
    let token;
    do {
      const reply = await sageMaker.send(new ListTagsCommand({ ResourceArn: described.Arn, NextToken: token }));
      reply.Tags.forEach(tag => { tags[tag.Key] = tag.Value; });
      token = reply.NextToken;
    } while (token);
    experiments.push({ ...described, CreationTime: summary.CreationTime, LastModifiedTime: summary.LastModifiedTime, Tags: tags });
  }
}

const refusal = await sageMaker.send(new DescribeInferenceExperimentCommand({ Name: 'no-such-experiment' })).catch(error => error);
const { Account } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
const wrong = { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: 'wrong' };
const forged = await new SageMakerClient({ credentials: wrong }).send(new DescribeInferenceExperimentCommand({ Name: 'any' })).catch(error => error);
console.log(JSON.stringify({ Experiments: experiments, Pages: pages, IsResourceNotFound: refusal instanceof ResourceNotFound, Account, Forged: forged.name }));
