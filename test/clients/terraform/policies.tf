locals { g = aws_autoscaling_group.named.name }
resource "aws_autoscaling_policy" "simple" {
  name                   = "simple"
  autoscaling_group_name = local.g
  adjustment_type        = "ChangeInCapacity"
  scaling_adjustment     = var.second ? 2 : 1
  cooldown               = var.second ? 90 : 60
}

resource "aws_autoscaling_policy" "zero" {
  name                   = "zero"
  autoscaling_group_name = local.g
  adjustment_type        = "ExactCapacity"
  scaling_adjustment     = 0
  enabled                = var.second
}

resource "aws_autoscaling_policy" "percent" {
  name                     = "percent"
  autoscaling_group_name   = local.g
  adjustment_type          = "PercentChangeInCapacity"
  scaling_adjustment       = 10
  min_adjustment_magnitude = var.second ? 2 : 1
}

resource "aws_autoscaling_policy" "step" {
  name                      = "step"
  autoscaling_group_name    = local.g
  policy_type               = "StepScaling"
  adjustment_type           = "ChangeInCapacity"
  estimated_instance_warmup = var.second ? 20 : 10
  metric_aggregation_type   = var.second ? "Maximum" : "Average"
  step_adjustment {
    scaling_adjustment          = var.second ? -2 : -1
    metric_interval_upper_bound = 0
  }
  step_adjustment {
    scaling_adjustment          = 1
    metric_interval_lower_bound = 0
    metric_interval_upper_bound = 10.5
  }
  step_adjustment {
    scaling_adjustment          = 2
    metric_interval_lower_bound = 10.5
  }
}

resource "aws_autoscaling_policy" "predefined" {
  name                      = "predefined"
  autoscaling_group_name    = local.g
  policy_type               = "TargetTrackingScaling"
  estimated_instance_warmup = 30
  target_tracking_configuration {
    predefined_metric_specification {
      predefined_metric_type = var.second ? "ASGAverageNetworkIn" : "ASGAverageCPUUtilization"
    }
    target_value     = var.second ? 50 : 40.5
    disable_scale_in = var.second
  }
}

resource "aws_autoscaling_policy" "customized" {
  name                   = "customized"
  autoscaling_group_name = local.g
  policy_type            = "TargetTrackingScaling"
  target_tracking_configuration {
    customized_metric_specification {
      metric_name = "Busy"
      namespace   = "App"
      statistic   = var.second ? "Maximum" : "Average"
      unit        = var.second ? "Percent" : null
      metric_dimension {
        name  = "a"
        value = "b"
      }
    }
    target_value = 50
  }
}

resource "aws_autoscaling_policy" "math" {
  name                   = "math"
  autoscaling_group_name = local.g
  policy_type            = "TargetTrackingScaling"
  target_tracking_configuration {
    target_value = 100
    customized_metric_specification {
      metrics {
        label = "Queue size"
        id    = "m1"
        metric_stat {
          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesVisible"
            dimensions {
              name  = "QueueName"
              value = "my-queue"
            }
          }
          stat   = "Sum"
          period = var.second ? 30 : 10
        }
        return_data = false
      }
      metrics {
        label = "Group size"
        id    = "m2"
        metric_stat {
          metric {
            namespace   = "AWS/AutoScaling"
            metric_name = "GroupInServiceInstances"
            dimensions {
              name  = "AutoScalingGroupName"
              value = "named"
            }
          }
          stat   = "Average"
          unit   = "None"
          period = var.second ? 30 : 10
        }
        return_data = false
      }
      metrics {
        label       = "Backlog per instance"
        id          = "e1"
        expression  = var.second ? "m1 / m2 * 2" : "m1 / m2"
        return_data = true
      }
    }
  }
}

resource "aws_autoscaling_policy" "predictive" {
  name                   = "predictive"
  autoscaling_group_name = local.g
  policy_type            = "PredictiveScaling"
  predictive_scaling_configuration {
    mode                         = var.second ? "ForecastAndScale" : "ForecastOnly"
    scheduling_buffer_time       = var.second ? 20 : 10
    max_capacity_breach_behavior = "IncreaseMaxCapacity"
    max_capacity_buffer          = var.second ? 0 : 10
    metric_specification {
      target_value = 32
      predefined_metric_pair_specification {
        predefined_metric_type = "ASGCPUUtilization"
        resource_label         = ""
      }
    }
  }
}

resource "aws_autoscaling_policy" "predictive_split" {
  name                   = "predictive-split"
  autoscaling_group_name = local.g
  policy_type            = "PredictiveScaling"
  predictive_scaling_configuration {
    metric_specification {
      target_value = 32
      predefined_load_metric_specification {
        predefined_metric_type = "ASGTotalCPUUtilization"
        resource_label         = ""
      }
      customized_scaling_metric_specification {
        metric_data_queries {
          id = "scaling"
          metric_stat {
            metric {
              metric_name = "CPUUtilization"
              namespace   = "AWS/EC2"
              dimensions {
                name  = "AutoScalingGroupName"
                value = "named"
              }
            }
            stat = var.second ? "Maximum" : "Average"
          }
        }
      }
    }
  }
}

resource "aws_autoscaling_policy" "predictive_custom" {
  name                   = "predictive-custom"
  autoscaling_group_name = local.g
  policy_type            = "PredictiveScaling"
  predictive_scaling_configuration {
    metric_specification {
      target_value = 10
      customized_load_metric_specification {
        metric_data_queries {
          id         = "load"
          label      = "fake"
          expression = "TIME_SERIES(5) + load_sum"
        }
        metric_data_queries {
          id = "load_sum"
          metric_stat {
            metric {
              namespace   = "App"
              metric_name = "Requests"
            }
            stat = "Sum"
            unit = "Count"
          }
          return_data = false
        }
      }
      customized_scaling_metric_specification {
        metric_data_queries {
          id = "scaling"
          metric_stat {
            metric {
              metric_name = "Busy"
              namespace   = "App"
            }
            stat = "Average"
          }
        }
      }
      customized_capacity_metric_specification {
        metric_data_queries {
          id = "capacity"
          metric_stat {
            metric {
              metric_name = "GroupInServiceInstances"
              namespace   = "AWS/AutoScaling"
            }
            stat = "Average"
          }
        }
      }
    }
  }
}

resource "aws_autoscaling_policy" "predictive_series" {
  name                   = "predictive-series"
  autoscaling_group_name = local.g
  policy_type            = "PredictiveScaling"
  predictive_scaling_configuration {
    metric_specification {
      target_value = 32
      customized_load_metric_specification {
        metric_data_queries {
          id         = "load_metric"
          expression = "TIME_SERIES(100)"
        }
      }
      customized_scaling_metric_specification {
        metric_data_queries {
          id         = "scaling_metric"
          expression = "TIME_SERIES(1)"
        }
      }
    }
  }
}

resource "aws_autoscaling_policy" "predictive_label" {
  name                   = "predictive-label"
  autoscaling_group_name = local.g
  policy_type            = "PredictiveScaling"
  predictive_scaling_configuration {
    mode = "ForecastAndScale"
    metric_specification {
      target_value = 0.2
      predefined_scaling_metric_specification {
        predefined_metric_type = "ASGAverageCPUUtilization"
        resource_label         = "testLabel"
      }
      predefined_load_metric_specification {
        predefined_metric_type = "ASGTotalCPUUtilization"
        resource_label         = "testLabel"
      }
    }
  }
}

resource "aws_autoscaling_policy" "series" {
  name                   = "series"
  autoscaling_group_name = local.g
  policy_type            = "TargetTrackingScaling"
  target_tracking_configuration {
    target_value = 12.3
    customized_metric_specification {
      metrics {
        id          = "m1"
        expression  = "TIME_SERIES(20)"
        return_data = false
      }
      metrics {
        id = "m2"
        metric_stat {
          metric {
            namespace   = "foo"
            metric_name = "bar"
          }
          unit = "Percent"
          stat = "Sum"
        }
        return_data = false
      }
      metrics {
        id          = "e1"
        expression  = "m1 + m2"
        return_data = true
      }
    }
  }
}

resource "aws_autoscaling_policy" "period" {
  name                   = "period"
  autoscaling_group_name = local.g
  policy_type            = "TargetTrackingScaling"
  target_tracking_configuration {
    target_value = 12.3
    customized_metric_specification {
      metric_name = "hoge"
      namespace   = "hoge"
      period      = 10
      statistic   = "Average"
    }
  }
}

resource "aws_autoscaling_policy" "zero_steps" {
  name                      = "zero-steps"
  adjustment_type           = "PercentChangeInCapacity"
  policy_type               = "StepScaling"
  estimated_instance_warmup = 0
  metric_aggregation_type   = "Minimum"
  step_adjustment {
    scaling_adjustment          = 1
    metric_interval_lower_bound = 2.0
  }
  min_adjustment_magnitude = 1
  autoscaling_group_name   = local.g
}

resource "aws_autoscaling_policy" "becoming" {
  name                   = "becoming"
  autoscaling_group_name = local.g
  policy_type            = var.second ? "SimpleScaling" : "PredictiveScaling"
  adjustment_type        = var.second ? "ChangeInCapacity" : null
  cooldown               = var.second ? 300 : null
  scaling_adjustment     = var.second ? 2 : null
  dynamic "predictive_scaling_configuration" {
    for_each = var.second ? [] : [1]
    content {
      metric_specification {
        target_value = 10
        predefined_metric_pair_specification {
          predefined_metric_type = "ASGNetworkIn"
        }
      }
    }
  }
}
