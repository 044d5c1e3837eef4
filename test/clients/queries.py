"""The queries that Grafana, KEDA, YACE and cloudwatch_exporter make, by boto3, in each protocol."""

import datetime
import json
import sys

import boto3
from botocore.exceptions import ClientError
from botocore.model import ServiceModel

endpoint, start = sys.argv[1:3]
at = datetime.datetime.fromisoformat(start.replace("Z", "+00:00"))
minute = datetime.timedelta(minutes=1)
window = {"StartTime": at, "EndTime": at + 3 * minute}
protocols = ["smithy-rpc-v2-cbor", "json", "query"]
spoken = {}
# Of CloudWatch's protocols botocore would choose the newest.
ServiceModel.resolved_protocol = property(lambda model: spoken["protocol"])


def dimensions(**values):
    return [{"Name": name, "Value": value} for name, value in values.items()]


def metric(name, stat, namespace="Shop", **values):
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": dimensions(**values)}
    return {"Metric": metric, "Period": 60, "Stat": stat}


def rows(answer):
    shown = ["Id", "Label", "Values", "StatusCode"]
    return [[result[member] for member in shown] for result in answer["MetricDataResults"]]


def keda(client):
    """One query a call, of which it takes the newest value."""

    def newest(query):
        answer = client.get_metric_data(
            ScanBy="TimestampDescending", MetricDataQueries=[query], **window
        )
        (result,) = answer["MetricDataResults"]
        return [result["Id"], result["StatusCode"], result["Values"][:1]]

    stat = {"Unit": "Count", **metric("Orders", "Sum", Queue="a")}
    sql = "SELECT MAX(\"Orders\") FROM \"Shop\" WHERE Queue = 'a'"
    none = metric("Orders", "Sum", Queue="none")
    return [
        newest({"Id": "c1", "MetricStat": stat, "ReturnData": True}),
        newest({"Id": "q1", "Expression": sql, "Period": 60}),
        newest({"Id": "c1", "MetricStat": none, "ReturnData": True}),
    ]


def grafana(client):
    search = 'REMOVE_EMPTY(SEARCH(\'{"Shop","Queue"} MetricName="Orders"\', \'Sum\', 60))'
    sql = 'SELECT SUM(Orders) FROM SCHEMA("Shop", Queue) GROUP BY Queue ORDER BY SUM() DESC LIMIT 1'
    panel = client.get_metric_data(
        MetricDataQueries=[
            {
                **{"Id": "a", "MetricStat": metric("Orders", "Maximum", Queue="a")},
                **{"Label": "${PROP('Stat')} ${MAX} at ${MAX_TIME}", "ReturnData": True},
            },
            {"Id": "b", "MetricStat": metric("Orders", "Sum", Queue="b"), "ReturnData": False},
            {"Id": "c", "Expression": "100 * b / (a + b)", "ReturnData": True},
            {
                **{"Id": "d", "Expression": search, "ReturnData": True},
                "Label": "${LABEL}|&|${PROP('Dim.Queue')}",
            },
            {"Id": "e", "Expression": sql, "Period": 60, "ReturnData": True},
        ],
        ScanBy="TimestampAscending",
        LabelOptions={"Timezone": "+0100"},
        **window,
    )
    metrics = client.get_paginator("list_metrics").paginate().build_full_result()["Metrics"]
    values = client.list_metrics(
        Namespace="Shop", MetricName="Orders", Dimensions=[{"Name": "Queue"}]
    )
    alarms = client.describe_alarms(
        AlarmNamePrefix="Shop", ActionPrefix="arn:aws:sns:", MaxRecords=100
    )
    matching = client.describe_alarms_for_metric(
        **{"Namespace": "Shop", "MetricName": "Orders", "Dimensions": dimensions(Queue="a")},
        **{"Statistic": "Sum", "Period": 60},
    )
    history = client.describe_alarm_history(
        **{"AlarmName": "ShopBusy", "StartDate": at, "EndDate": at + 10 * minute},
        MaxRecords=100,
    )
    broken = [{"Id": "x", "Expression": "SUM(", "ReturnData": True}]
    return {
        "panel": rows(panel),
        "messages": panel["Messages"],
        "namespaces": sorted({metric["Namespace"] for metric in metrics}),
        "values": sorted(each["Dimensions"][0]["Value"] for each in values["Metrics"]),
        "alarms": [
            [alarm[name] for name in ["AlarmName", "Namespace", "MetricName", "Statistic"]]
            for alarm in alarms["MetricAlarms"]
        ],
        "matching": [alarm["AlarmName"] for alarm in matching["MetricAlarms"]],
        "history": [
            [item["HistoryItemType"], item["HistorySummary"]]
            for item in history["AlarmHistoryItems"]
        ],
        "refusal": refusal(client.get_metric_data, MetricDataQueries=broken, **window),
    }


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return None


def yace(client):
    pages = list(
        client.get_paginator("list_metrics").paginate(
            Namespace="Fleet", MetricName="Load", RecentlyActive="PT3H"
        )
    )
    listed = [metric for page in pages for metric in page["Metrics"]]
    queries = [
        {
            **{"Id": f"id_{index}", "ReturnData": True},
            "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Average"},
        }
        for index, metric in enumerate(listed[:500])
    ]
    answer = client.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries, ScanBy="TimestampDescending", **window
    )
    results = answer.build_full_result()["MetricDataResults"]
    statistics = client.get_metric_statistics(
        **{"Namespace": "Shop", "MetricName": "Orders", "Dimensions": dimensions(Queue="a")},
        **{"Statistics": ["Maximum", "Minimum"], "ExtendedStatistics": ["p50"], "Period": 60},
        **window,
    )
    (newest,) = sorted(statistics["Datapoints"], key=lambda point: point["Timestamp"])[-1:]
    return {
        "pages": [len(page["Metrics"]) for page in pages],
        "results": len(results),
        "echoed": all(result["Id"] == f"id_{index}" for index, result in enumerate(results)),
        "values": [each["Values"] for each in results if each["Label"] == "host-007"],
        "statistics": [
            [newest["Maximum"], newest["Minimum"], newest["Unit"]],
            newest["ExtendedStatistics"],
        ],
    }


def exporter(client):
    """It knows a result by the label that it sent, and takes the newest point of each."""
    found = []
    token = {}
    while True:
        page = client.list_metrics(
            **{"Namespace": "Fleet", "MetricName": "Load", "RecentlyActive": "PT3H"},
            **{"Dimensions": [{"Name": "Host"}], **token},
        )
        found += [metric["Dimensions"] for metric in page["Metrics"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    newest = {}
    for first in range(0, len(found), 500):
        queries = [
            {
                **{"Id": f"i{first + index}", "Label": f"Sum/Host={each[0]['Value']}"},
                "MetricStat": metric("Load", "Sum", "Fleet", Host=each[0]["Value"]),
            }
            for index, each in enumerate(found[first : first + 500])
        ]
        answer = client.get_metric_data(
            MetricDataQueries=queries, ScanBy="TimestampDescending", **window
        )
        for result in answer["MetricDataResults"]:
            newest[result["Label"]] = result["Values"][0]
    statistics = client.get_metric_statistics(
        **{"Namespace": "Shop", "MetricName": "Orders", "Dimensions": dimensions(Queue="a")},
        **{"Statistics": ["SampleCount", "Average"], "ExtendedStatistics": ["p90"], "Period": 60},
        **window,
    )
    (point,) = sorted(statistics["Datapoints"], key=lambda point: point["Timestamp"])[-1:]
    return {
        "labels": len(newest),
        "newest": [newest["Sum/Host=host-007"], newest["Sum/Host=host-500"]],
        "statistics": [point["SampleCount"], point["Average"], point["ExtendedStatistics"]],
    }


def seen(protocol):
    spoken["protocol"] = protocol
    client = boto3.client(
        "cloudwatch",
        **{"endpoint_url": endpoint, "region_name": "us-east-1"},
        **{"aws_access_key_id": "test", "aws_secret_access_key": "test"},
    )
    calls = {"KEDA": keda, "Grafana": grafana, "YACE": yace, "cloudwatch_exporter": exporter}
    return {name: call(client) for name, call in calls.items()}


json.dump({protocol: seen(protocol) for protocol in protocols}, sys.stdout)
