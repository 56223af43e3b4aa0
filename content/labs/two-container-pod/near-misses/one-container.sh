kubectl run %{pod} -n %{ns} --image=nginx:1.27 --labels=app=%{pod}
sleep 10
