#!/bin/sh
# Prints the GPUs of this machine as Spark reads them: {"name":"gpu","addresses":["0","1"]}.
# For spark.worker.resource.gpu.discoveryScript and spark.executor.resource.gpu.discoveryScript. An address is the GPU's number among
# those that a process sees: if CUDA_VISIBLE_DEVICES names some, they are counted from 0, as CUDA does up to the first that is none.
set -eu

if [ -n "${CUDA_VISIBLE_DEVICES+set}" ]; then
  count=$(printf '%s\n' "$CUDA_VISIBLE_DEVICES" | tr -d ' ' | tr ',' '\n' | sed -e '/^-/,$d' -e '/^$/,$d' -e '/^NoDevFiles$/,$d' | wc -l)
else
  count=$(nvidia-smi --query-gpu=index --format=csv,noheader | grep -c .)
fi

addresses=
number=0
while [ "$number" -lt "$count" ]; do
  addresses="${addresses:+$addresses,}\"$number\""
  number=$((number + 1))
done
printf '{"name":"gpu","addresses":[%s]}\n' "$addresses"
