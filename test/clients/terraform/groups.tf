resource "aws_launch_configuration" "web" {
  name_prefix                 = "web-"
  image_id                    = "ami-12345678"
  instance_type               = var.second ? "m5.xlarge" : "m5.large"
  user_data                   = "#!/bin/sh\necho hi"
  enable_monitoring           = false
  ebs_optimized               = true
  security_groups             = ["sg-12345678"]
  key_name                    = "k"
  associate_public_ip_address = true
  root_block_device {
    volume_type = "gp3"
    volume_size = 20
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 10
    encrypted   = true
  }
  metadata_options {
    http_tokens                 = "required"
    http_endpoint               = "enabled"
    http_put_response_hop_limit = 2
  }
  lifecycle { create_before_destroy = true }
}

resource "aws_autoscaling_group" "web" {
  name                      = "web"
  launch_configuration      = aws_launch_configuration.web.name
  min_size                  = var.second ? 2 : 1
  max_size                  = 5
  default_cooldown          = var.second ? 60 : 30
  default_instance_warmup   = var.second ? 30 : 60
  availability_zones        = ["us-east-1a", "us-east-1b"]
  health_check_type         = "EC2"
  health_check_grace_period = var.second ? 100 : 50
  termination_policies      = var.second ? ["NewestInstance"] : ["OldestInstance", "Default"]
  suspended_processes       = var.second ? ["AZRebalance"] : ["AZRebalance", "ScheduledActions"]
  enabled_metrics           = var.second ? ["GroupMinSize"] : ["GroupMinSize", "GroupMaxSize", "GroupInServiceInstances"]
  metrics_granularity       = "1Minute"
  protect_from_scale_in     = var.second
  max_instance_lifetime     = var.second ? 604800 : 86400
  instance_maintenance_policy {
    min_healthy_percentage = var.second ? 100 : 90
    max_healthy_percentage = var.second ? 150 : 120
  }
  initial_lifecycle_hook {
    name                 = "first"
    default_result       = "CONTINUE"
    heartbeat_timeout    = 30
    lifecycle_transition = "autoscaling:EC2_INSTANCE_TERMINATING"
  }
  tag {
    key                 = "Name"
    value               = var.second ? "web-two" : "web-one"
    propagate_at_launch = true
  }
  dynamic "tag" {
    for_each = var.second ? [] : ["x"]
    content {
      key                 = "Gone"
      value               = ""
      propagate_at_launch = false
    }
  }
  wait_for_capacity_timeout = "2m"
}

resource "aws_autoscaling_group" "template" {
  name_prefix         = "template-"
  vpc_zone_identifier = ["subnet-1111111a", "subnet-2222222b"]
  min_size            = 0
  desired_capacity    = var.second ? 2 : 1
  max_size            = 3
  launch_template {
    id      = "lt-0123456789abcdef0"
    version = var.second ? "2" : "1"
  }
  force_delete              = true
  wait_for_capacity_timeout = "2m"
  capacity_rebalance        = var.second
}

resource "aws_autoscaling_group" "named" {
  name               = "named"
  availability_zones = ["us-east-1a"]
  min_size           = 0
  max_size           = 3
  launch_template {
    name    = "by-name"
    version = var.second ? "$Default" : "$Latest"
  }
  # One of its tags is a resource of its own.
  lifecycle { ignore_changes = [tag] }
}

resource "aws_autoscaling_group" "mixed" {
  name               = "mixed"
  availability_zones = ["us-east-1a", "us-east-1b"]
  min_size           = 1
  max_size           = 9
  desired_capacity   = var.second ? 6 : 4
  mixed_instances_policy {
    instances_distribution {
      on_demand_base_capacity                  = var.second ? 2 : 1
      on_demand_percentage_above_base_capacity = var.second ? 0 : 50
      spot_allocation_strategy                 = var.second ? "price-capacity-optimized" : "capacity-optimized"
    }
    launch_template {
      launch_template_specification {
        launch_template_id = "lt-0123456789abcdef0"
        version            = "3"
      }
      override {
        instance_type     = "m5.large"
        weighted_capacity = "1"
      }
      override {
        instance_type     = "m5.xlarge"
        weighted_capacity = var.second ? "3" : "2"
      }
    }
  }
}

resource "aws_autoscaling_group" "spread" {
  name               = "spread"
  availability_zones = var.second ? ["us-east-1a", "us-east-1f"] : ["us-east-1d", "us-east-1f"]
  min_size           = 1
  max_size           = 4
  mixed_instances_policy {
    instances_distribution {
      on_demand_percentage_above_base_capacity = 50
      spot_allocation_strategy                 = var.second ? "price-capacity-optimized" : "lowest-price"
      # What the first form has left in the state goes only so.
      spot_instance_pools = var.second ? 0 : null
    }
    launch_template {
      launch_template_specification {
        launch_template_id = "lt-0123456789abcdef0"
      }
      override {
        instance_type = "m5.large"
      }
    }
  }
}

# A group that comes to what it launches from, and to its zones, in another way.
resource "aws_autoscaling_group" "becoming" {
  name                 = "becoming"
  availability_zones   = var.second ? null : ["us-east-1a"]
  vpc_zone_identifier  = var.second ? ["subnet-1111111a", "subnet-2222222b"] : null
  min_size             = 1
  max_size             = 2
  launch_configuration = var.second ? null : aws_launch_configuration.web.name
  dynamic "launch_template" {
    for_each = var.second ? [1] : []
    content {
      name = "by-name"
    }
  }
  availability_zone_distribution {
    capacity_distribution_strategy = var.second ? "balanced-only" : "balanced-best-effort"
  }
  health_check_type         = var.second ? "ELB" : "EC2"
  health_check_grace_period = var.second ? 0 : 300
  default_cooldown          = var.second ? 0 : 300
  force_delete              = true
}

data "aws_autoscaling_groups" "tagged" {
  filter {
    name   = "tag:Name"
    values = [var.second ? "web-two" : "web-one"]
  }
  depends_on = [aws_autoscaling_group.web]
  lifecycle {
    postcondition {
      condition     = self.names == tolist(["web"])
      error_message = "Found ${join(", ", self.names)}."
    }
  }
}

resource "aws_autoscaling_group_tag" "one" {
  autoscaling_group_name = aws_autoscaling_group.named.name
  tag {
    key                 = "Extra"
    value               = var.second ? "2" : "1"
    propagate_at_launch = false
  }
}

resource "aws_autoscaling_lifecycle_hook" "launch" {
  name                    = "launch"
  autoscaling_group_name  = aws_autoscaling_group.named.name
  default_result          = var.second ? "CONTINUE" : "ABANDON"
  heartbeat_timeout       = var.second ? 40 : 30
  lifecycle_transition    = "autoscaling:EC2_INSTANCE_LAUNCHING"
  notification_metadata   = var.second ? "two" : "{\"one\":1}"
  notification_target_arn = local.topic
  role_arn                = "arn:aws:iam::000000000000:role/r"
}

resource "aws_autoscaling_notification" "n" {
  group_names   = var.second ? [aws_autoscaling_group.named.name] : [aws_autoscaling_group.named.name, aws_autoscaling_group.web.name]
  notifications = var.second ? ["autoscaling:EC2_INSTANCE_LAUNCH"] : ["autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_TERMINATE"]
  topic_arn     = local.topic
}

resource "aws_autoscaling_schedule" "cron" {
  scheduled_action_name  = "cron"
  autoscaling_group_name = aws_autoscaling_group.named.name
  min_size               = 0
  max_size               = var.second ? 2 : 1
  desired_capacity       = -1
  recurrence             = var.second ? "0 9 * * MON-FRI" : "0 8 * * *"
  time_zone              = var.second ? "Europe/Berlin" : "Etc/UTC"
}

resource "aws_autoscaling_schedule" "once" {
  scheduled_action_name  = "once"
  autoscaling_group_name = aws_autoscaling_group.named.name
  min_size               = -1
  max_size               = -1
  desired_capacity       = 0
  start_time             = var.second ? "2035-12-11T18:00:00Z" : "2034-12-11T18:00:00Z"
  end_time               = var.second ? "2036-12-11T18:00:00Z" : null
}
