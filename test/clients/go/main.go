// The queries that Grafana, KEDA and YACE make, by the SDK that they use; prints what it saw.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/smithy-go"
)

type object = map[string]any
type list = []any

type caller struct {
	*cloudwatch.Client
	start, end *time.Time
}

var ctx = context.Background()

func main() {
	start := must(time.Parse(time.RFC3339, os.Args[2]))
	client := caller{
		Client: cloudwatch.New(cloudwatch.Options{
			Region:       "us-east-1",
			BaseEndpoint: aws.String(os.Args[1]),
			Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
		}),
		start: aws.Time(start),
		end:   aws.Time(start.Add(3 * time.Minute)),
	}
	seen := object{"KEDA": keda(client), "Grafana": grafana(client), "YACE": yace(client)}
	must(0, json.NewEncoder(os.Stdout).Encode(seen))
}

// keda asks one query a call, of which it takes the newest value.
func keda(client caller) list {
	newest := func(query types.MetricDataQuery) list {
		answer := must(client.GetMetricData(ctx, &cloudwatch.GetMetricDataInput{
			StartTime:         client.start,
			EndTime:           client.end,
			ScanBy:            types.ScanByTimestampDescending,
			MetricDataQueries: []types.MetricDataQuery{query},
		}))
		result := answer.MetricDataResults[0]
		return list{result.Id, result.StatusCode, result.Values[:min(1, len(result.Values))]}
	}
	count := orders("Sum", "a")
	count.Unit = types.StandardUnitCount
	sql := `SELECT MAX("Orders") FROM "Shop" WHERE Queue = 'a'`
	shown := aws.Bool(true)
	return list{
		newest(types.MetricDataQuery{Id: aws.String("c1"), MetricStat: count, ReturnData: shown}),
		newest(types.MetricDataQuery{
			Id: aws.String("q1"), Expression: aws.String(sql), Period: aws.Int32(60),
		}),
		newest(types.MetricDataQuery{
			Id: aws.String("c1"), MetricStat: orders("Sum", "none"), ReturnData: shown,
		}),
	}
}

func grafana(client caller) object {
	panel := must(client.GetMetricData(ctx, &cloudwatch.GetMetricDataInput{
		StartTime:         client.start,
		EndTime:           client.end,
		ScanBy:            types.ScanByTimestampAscending,
		LabelOptions:      &types.LabelOptions{Timezone: aws.String("+0100")},
		MetricDataQueries: panelQueries(),
	}))
	rows := list{}
	for _, result := range panel.MetricDataResults {
		rows = append(rows, list{result.Id, result.Label, result.Values, result.StatusCode})
	}
	alarms := must(client.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{
		AlarmNamePrefix: aws.String("Shop"),
		ActionPrefix:    aws.String("arn:aws:sns:"),
		MaxRecords:      aws.Int32(100),
	}))
	described, matching, history := list{}, list{}, list{}
	for _, alarm := range alarms.MetricAlarms {
		described = append(described,
			list{*alarm.AlarmName, *alarm.Namespace, *alarm.MetricName, alarm.Statistic})
	}
	forMetric := must(client.DescribeAlarmsForMetric(ctx, &cloudwatch.DescribeAlarmsForMetricInput{
		Namespace:  aws.String("Shop"),
		MetricName: aws.String("Orders"),
		Dimensions: queue("a"),
		Statistic:  types.StatisticSum,
		Period:     aws.Int32(60),
	}))
	for _, alarm := range forMetric.MetricAlarms {
		matching = append(matching, *alarm.AlarmName)
	}
	items := must(client.DescribeAlarmHistory(ctx, &cloudwatch.DescribeAlarmHistoryInput{
		AlarmName:  aws.String("ShopBusy"),
		StartDate:  client.start,
		EndDate:    aws.Time(client.start.Add(10 * time.Minute)),
		MaxRecords: aws.Int32(100),
	}))
	for _, item := range items.AlarmHistoryItems {
		history = append(history, list{item.HistoryItemType, *item.HistorySummary})
	}
	return object{
		"panel":      rows,
		"messages":   panel.Messages,
		"namespaces": namespaces(client),
		"values":     queues(client),
		"alarms":     described,
		"matching":   matching,
		"history":    history,
		"refusal":    refusal(client),
	}
}

func panelQueries() []types.MetricDataQuery {
	search := `REMOVE_EMPTY(SEARCH('{"Shop","Queue"} MetricName="Orders"', 'Sum', 60))`
	sql := `SELECT SUM(Orders) FROM SCHEMA("Shop", Queue) GROUP BY Queue ORDER BY SUM() DESC LIMIT 1`
	shown := aws.Bool(true)
	return []types.MetricDataQuery{
		{
			Id:         aws.String("a"),
			MetricStat: orders("Maximum", "a"),
			Label:      aws.String("${PROP('Stat')} ${MAX} at ${MAX_TIME}"),
			ReturnData: shown,
		},
		{Id: aws.String("b"), MetricStat: orders("Sum", "b"), ReturnData: aws.Bool(false)},
		{Id: aws.String("c"), Expression: aws.String("100 * b / (a + b)"), ReturnData: shown},
		{
			Id:         aws.String("d"),
			Expression: aws.String(search),
			Label:      aws.String("${LABEL}|&|${PROP('Dim.Queue')}"),
			ReturnData: shown,
		},
		{
			Id: aws.String("e"), Expression: aws.String(sql), Period: aws.Int32(60),
			ReturnData: shown,
		},
	}
}

func namespaces(client caller) []string {
	found := []string{}
	pages := cloudwatch.NewListMetricsPaginator(client, &cloudwatch.ListMetricsInput{})
	for pages.HasMorePages() {
		for _, metric := range must(pages.NextPage(ctx)).Metrics {
			found = append(found, *metric.Namespace)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func queues(client caller) []string {
	found := []string{}
	answer := must(client.ListMetrics(ctx, &cloudwatch.ListMetricsInput{
		Namespace:  aws.String("Shop"),
		MetricName: aws.String("Orders"),
		Dimensions: []types.DimensionFilter{{Name: aws.String("Queue")}},
	}))
	for _, metric := range answer.Metrics {
		found = append(found, *metric.Dimensions[0].Value)
	}
	slices.Sort(found)
	return found
}

func refusal(client caller) list {
	_, err := client.GetMetricData(ctx, &cloudwatch.GetMetricDataInput{
		StartTime: client.start,
		EndTime:   client.end,
		MetricDataQueries: []types.MetricDataQuery{
			{Id: aws.String("x"), Expression: aws.String("SUM("), ReturnData: aws.Bool(true)},
		},
	})
	var refused smithy.APIError
	if !errors.As(err, &refused) {
		return nil
	}
	return list{refused.ErrorCode(), refused.ErrorMessage()}
}

func yace(client caller) object {
	input := &cloudwatch.ListMetricsInput{
		Namespace:      aws.String("Fleet"),
		MetricName:     aws.String("Load"),
		RecentlyActive: types.RecentlyActivePt3h,
	}
	sizes, found := []int{}, []types.Metric{}
	pages := cloudwatch.NewListMetricsPaginator(client, input, once)
	for pages.HasMorePages() {
		metrics := must(pages.NextPage(ctx)).Metrics
		sizes = append(sizes, len(metrics))
		found = append(found, metrics...)
	}
	queries := []types.MetricDataQuery{}
	for index, metric := range found[:500] {
		stat := types.MetricStat{Metric: &metric, Period: aws.Int32(60), Stat: aws.String("Average")}
		queries = append(queries, types.MetricDataQuery{
			Id: aws.String(fmt.Sprintf("id_%d", index)), MetricStat: &stat, ReturnData: aws.Bool(true),
		})
	}
	results := readAll(client, queries)
	isEchoed, values := true, list{}
	for index, result := range results {
		isEchoed = isEchoed && *result.Id == fmt.Sprintf("id_%d", index)
		if *result.Label == "host-007" {
			values = append(values, result.Values)
		}
	}
	return object{
		"pages":      sizes,
		"results":    len(results),
		"echoed":     isEchoed,
		"values":     values,
		"statistics": statistics(client),
	}
}

func once(options *cloudwatch.ListMetricsPaginatorOptions) { options.StopOnDuplicateToken = true }

func readAll(client caller, queries []types.MetricDataQuery) []types.MetricDataResult {
	found := []types.MetricDataResult{}
	pages := cloudwatch.NewGetMetricDataPaginator(client, &cloudwatch.GetMetricDataInput{
		StartTime:         client.start,
		EndTime:           client.end,
		ScanBy:            types.ScanByTimestampDescending,
		MetricDataQueries: queries,
	})
	for pages.HasMorePages() {
		found = append(found, must(pages.NextPage(ctx)).MetricDataResults...)
	}
	return found
}

func statistics(client caller) list {
	answer := must(client.GetMetricStatistics(ctx, &cloudwatch.GetMetricStatisticsInput{
		Namespace:          aws.String("Shop"),
		MetricName:         aws.String("Orders"),
		Dimensions:         queue("a"),
		StartTime:          client.start,
		EndTime:            client.end,
		Period:             aws.Int32(60),
		Statistics:         []types.Statistic{types.StatisticMaximum, types.StatisticMinimum},
		ExtendedStatistics: []string{"p50"},
	}))
	newest := slices.MaxFunc(answer.Datapoints, func(a, b types.Datapoint) int {
		return a.Timestamp.Compare(*b.Timestamp)
	})
	basic := list{newest.Maximum, newest.Minimum, newest.Unit}
	return list{basic, newest.ExtendedStatistics}
}

func orders(stat string, name string) *types.MetricStat {
	return &types.MetricStat{
		Metric: &types.Metric{
			Namespace: aws.String("Shop"), MetricName: aws.String("Orders"), Dimensions: queue(name),
		},
		Period: aws.Int32(60),
		Stat:   aws.String(stat),
	}
}

func queue(name string) []types.Dimension {
	return []types.Dimension{{Name: aws.String("Queue"), Value: aws.String(name)}}
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}
