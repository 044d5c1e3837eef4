import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** The queries of cloudwatch_exporter, by the SDK that it uses; prints what it saw. */
public final class Queries {
  private final CloudWatchClient client;
  private final Instant start;
  private final Instant end;

  private Queries(URI endpoint, Instant start) {
    var credentials = AwsBasicCredentials.create("test", "test");
    this.client =
        CloudWatchClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    this.start = start;
    this.end = start.plusSeconds(180);
  }

  public static void main(String[] arguments) {
    var queries = new Queries(URI.create(arguments[0]), Instant.parse(arguments[1]));
    Map<String, Double> newest = queries.newestByLabel(queries.hosts());
    System.out.printf(
        "{\"cloudwatch_exporter\":{\"labels\":%d,\"newest\":[%s,%s],\"statistics\":%s}}%n",
        newest.size(),
        newest.get("Sum/Host=host-007"),
        newest.get("Sum/Host=host-500"),
        queries.statistics());
  }

  private List<List<Dimension>> hosts() {
    var request =
        ListMetricsRequest.builder()
            .namespace("Fleet")
            .metricName("Load")
            .recentlyActive("PT3H")
            .dimensions(DimensionFilter.builder().name("Host").build());
    var found = new ArrayList<List<Dimension>>();
    String token = null;
    do {
      var page = client.listMetrics(request.nextToken(token).build());
      page.metrics().forEach(metric -> found.add(metric.dimensions()));
      token = page.nextToken();
    } while (token != null);
    return found;
  }

  /** It knows a result by the label that it sent, and takes the newest point of each. */
  private Map<String, Double> newestByLabel(List<List<Dimension>> hosts) {
    var newest = new TreeMap<String, Double>();
    for (int first = 0; first < hosts.size(); first += 500) {
      var queries = new ArrayList<MetricDataQuery>();
      for (var dimensions : hosts.subList(first, Math.min(first + 500, hosts.size()))) {
        queries.add(sumOf(dimensions, "i" + queries.size()));
      }
      var answer =
          client.getMetricData(
              GetMetricDataRequest.builder()
                  .startTime(start)
                  .endTime(end)
                  .scanBy(ScanBy.TIMESTAMP_DESCENDING)
                  .metricDataQueries(queries)
                  .build());
      answer.metricDataResults().forEach(each -> newest.put(each.label(), each.values().get(0)));
    }
    return newest;
  }

  private static MetricDataQuery sumOf(List<Dimension> dimensions, String id) {
    var metric =
        Metric.builder().namespace("Fleet").metricName("Load").dimensions(dimensions).build();
    return MetricDataQuery.builder()
        .id(id)
        .label("Sum/Host=" + dimensions.get(0).value())
        .metricStat(stat -> stat.metric(metric).period(60).stat("Sum"))
        .build();
  }

  private String statistics() {
    var request =
        GetMetricStatisticsRequest.builder()
            .namespace("Shop")
            .metricName("Orders")
            .dimensions(Dimension.builder().name("Queue").value("a").build())
            .statistics(Statistic.SAMPLE_COUNT, Statistic.AVERAGE)
            .extendedStatistics("p90")
            .startTime(start)
            .endTime(end)
            .period(60)
            .build();
    var points = client.getMetricStatistics(request).datapoints();
    var newest = points.stream().max(Comparator.comparing(Datapoint::timestamp)).orElseThrow();
    var extended = newest.extendedStatistics();
    return String.format(
        "[%s,%s,{\"p90\":%s}]", newest.sampleCount(), newest.average(), extended.get("p90"));
  }
}
