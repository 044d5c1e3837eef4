"""The closed loop by boto3, in the protocol that botocore is told to speak; prints what it saw."""

import datetime
import json
import sys

import boto3
from botocore.exceptions import ClientError
from botocore.model import ServiceModel

endpoint, protocol, start = sys.argv[1:4]
common = {
    "endpoint_url": endpoint,
    "region_name": "us-east-1",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}


def spoken(model):
    """Auto Scaling has but one protocol; of CloudWatch's, botocore would choose the newest."""
    return protocol if model.service_name == "cloudwatch" else "query"


ServiceModel.resolved_protocol = property(spoken)
cloudwatch = boto3.client("cloudwatch", **common)
autoscaling = boto3.client("autoscaling", **common)
at = datetime.datetime.fromisoformat(start.replace("Z", "+00:00"))
minute = datetime.timedelta(minutes=1)

autoscaling.create_launch_configuration(
    LaunchConfigurationName="web-1", ImageId="ami-1", InstanceType="m5.large"
)
autoscaling.create_auto_scaling_group(
    AutoScalingGroupName="web",
    LaunchConfigurationName="web-1",
    MinSize=1,
    MaxSize=5,
    AvailabilityZones=["us-east-1a", "us-east-1b"],
    Tags=[{"Key": "a", "Value": "b", "PropagateAtLaunch": True}],
)
groups = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])
(group,) = groups["AutoScalingGroups"]

cloudwatch.put_metric_data(
    Namespace="App",
    MetricData=[
        {"MetricName": "Latency", "Timestamp": at, "Values": [1.0, 2.0, 3.0, 4.0], "Counts": [1.0, 1.0, 1.0, 7.0]},
        {"MetricName": "Errors", "Timestamp": at, "Value": 3.0, "Unit": "Count"},
    ],
)


def metric(id, name, stat):
    stated = {"Metric": {"Namespace": "App", "MetricName": name}, "Period": 60, "Stat": stat}
    return {"Id": id, "MetricStat": stated, "ReturnData": False}


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"].get("Message", "")]
    return None


answer = cloudwatch.get_metric_data(
    MetricDataQueries=[
        metric("m1", "Latency", "p90"),
        metric("m2", "Errors", "Sum"),
        {"Id": "e1", "Expression": "m2 / m1 * 100", "Label": "percent"},
    ],
    StartTime=at,
    EndTime=at + minute,
)
results = answer["MetricDataResults"]
content_type = answer["ResponseMetadata"]["HTTPHeaders"]["content-type"]
statistics = cloudwatch.get_metric_statistics(
    Namespace="App",
    MetricName="Latency",
    StartTime=at,
    EndTime=at + minute,
    Period=60,
    Statistics=["SampleCount", "Average"],
)["Datapoints"]
names = [
    each["MetricName"]
    for page in cloudwatch.get_paginator("list_metrics").paginate(Namespace="App")
    for each in page["Metrics"]
]
seen = {
    "contentType": content_type,
    "capacity": [group["DesiredCapacity"], group["MinSize"], group["MaxSize"]],
    "results": [[each["Label"], each["Values"], each["StatusCode"]] for each in results],
    "statistics": [[each["SampleCount"], each["Average"], each["Unit"]] for each in statistics],
    "names": sorted(names),
    "unknown": refusal(cloudwatch.set_alarm_state, AlarmName="x", StateValue="OK", StateReason="y"),
    "twice": refusal(
        autoscaling.create_launch_configuration,
        LaunchConfigurationName="web-1",
        ImageId="ami-1",
        InstanceType="m5.large",
    ),
}
json.dump(seen, sys.stdout)
