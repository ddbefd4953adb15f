print("dumpctl")
