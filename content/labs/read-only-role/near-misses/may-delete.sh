kubectl create namespace %{ns}
kubectl create serviceaccount %{account} -n %{ns}
kubectl create role pod-reader -n %{ns} --verb=get,list,watch,delete --resource=pods
kubectl create rolebinding pod-reader -n %{ns} --role=pod-reader --serviceaccount=%{ns}:%{account}
