#!/bin/sh
# Makes the namespace and Boxward's search attributes; safe to run again.
set -eu
until temporal operator cluster health --address temporal:7233; do sleep 1; done
temporal operator namespace describe --address temporal:7233 -n boxward ||
  temporal operator namespace create --address temporal:7233 -n boxward --retention 7d
until temporal operator search-attribute list --address temporal:7233 -n boxward; do sleep 1; done
for name in BoxwardConnectionId BoxwardEnterprise BoxwardStatus BoxwardHealth; do
  temporal operator search-attribute create --address temporal:7233 -n boxward --name "$name" --type Keyword ||
    echo "$name is there already"
done
