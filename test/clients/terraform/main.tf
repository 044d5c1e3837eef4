# All that Updraft serves, in a first and a second form (`-var second=true`).
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "updraft" {
  type = string
}

variable "ec2" {
  type = string
}

variable "second" {
  type    = bool
  default = false
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  endpoints {
    autoscaling = var.updraft
    cloudwatch  = var.updraft
    ec2         = var.ec2
  }
  default_tags {
    tags = { Owner = "tests" }
  }
}

locals {
  topic = "arn:aws:sns:us-east-1:000000000000:scaling"
}
