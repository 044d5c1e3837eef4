resource "aws_cloudwatch_metric_alarm" "plain" {
  alarm_name                = "plain"
  comparison_operator       = var.second ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold"
  evaluation_periods        = var.second ? 3 : 2
  datapoints_to_alarm       = var.second ? 2 : null
  metric_name               = "Load"
  namespace                 = "App"
  period                    = var.second ? 10 : 120
  statistic                 = var.second ? "Sum" : "Average"
  threshold                 = var.second ? 0 : 80.25
  alarm_description         = var.second ? "two" : "one <&> \"x\""
  alarm_actions             = [aws_autoscaling_policy.simple.arn]
  ok_actions                = var.second ? [] : [local.topic]
  insufficient_data_actions = []
  treat_missing_data        = var.second ? "breaching" : "missing"
  dimensions                = var.second ? { A = "b", C = "d" } : { A = "b" }
  unit                      = var.second ? null : "Percent"
  actions_enabled           = !var.second
  tags                      = var.second ? { k = "w", n = "" } : { k = "v", old = "x" }
}

resource "aws_cloudwatch_metric_alarm" "extended" {
  alarm_name                            = "extended"
  comparison_operator                   = "GreaterThanThreshold"
  evaluation_periods                    = 1
  metric_name                           = "Load"
  namespace                             = "App"
  period                                = 60
  extended_statistic                    = var.second ? "p10" : "p99.9"
  evaluate_low_sample_count_percentiles = var.second ? "evaluate" : "ignore"
  threshold                             = 1
}

resource "aws_cloudwatch_metric_alarm" "math" {
  alarm_name          = "math"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 10
  metric_query {
    id          = "e1"
    expression  = var.second ? "m2/m1*50" : "m2/m1*100"
    label       = "Error Rate"
    return_data = true
  }
  metric_query {
    id = "m1"
    metric {
      metric_name = "Requests"
      namespace   = "App"
      period      = 120
      stat        = var.second ? "p90" : "Sum"
      unit        = "Count"
      dimensions  = { LoadBalancer = "app/web" }
    }
  }
  metric_query {
    id         = "m2"
    account_id = var.second ? null : "000000000000"
    metric {
      metric_name = "Errors"
      namespace   = "App"
      period      = 120
      stat        = "Sum"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "band" {
  alarm_name          = "band"
  comparison_operator = var.second ? "LessThanLowerOrGreaterThanUpperThreshold" : "GreaterThanUpperThreshold"
  evaluation_periods  = 2
  threshold_metric_id = "e1"
  metric_query {
    id          = "e1"
    expression  = "ANOMALY_DETECTION_BAND(m1)"
    label       = "Load (Expected)"
    return_data = "true"
  }
  metric_query {
    id          = "m1"
    return_data = "true"
    metric {
      metric_name = "Load"
      namespace   = "App"
      period      = 120
      stat        = "Average"
      dimensions  = { A = "b" }
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "c" {
  alarm_name        = "composite"
  alarm_description = var.second ? "two" : null
  alarm_rule        = var.second ? "ALARM(plain) AND NOT OK(extended)" : "ALARM(plain) OR ALARM(extended)"
  alarm_actions     = var.second ? [] : [local.topic]
  ok_actions        = [local.topic]
  actions_enabled   = var.second
  tags              = { a = var.second ? "1" : "2" }
  dynamic "actions_suppressor" {
    for_each = var.second ? [1] : []
    content {
      alarm            = "math"
      extension_period = 10
      wait_period      = 20
    }
  }
  depends_on = [aws_cloudwatch_metric_alarm.plain, aws_cloudwatch_metric_alarm.extended, aws_cloudwatch_metric_alarm.math]
}

resource "aws_cloudwatch_metric_alarm" "trimmed" {
  alarm_name          = "trimmed"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Load"
  namespace           = "App"
  period              = 60
  extended_statistic  = var.second ? "TC(0.005:0.030)" : "TM(2%:98%)"
  threshold           = 1
}
