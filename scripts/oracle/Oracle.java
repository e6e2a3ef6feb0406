import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.condition.IFunctionHandler;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.AnswerDataUtil;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.DataInstance;
import org.javarosa.core.model.instance.FormInstance;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceFactory;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;
import org.javarosa.core.util.MathUtils;
import org.javarosa.form.api.FormEntryCaption;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormAnswerDataSerializer;
import org.javarosa.xform.util.XFormUtils;
import org.javarosa.xpath.XPathParseTool;
import org.joda.time.DateTimeUtils;

/**
 * The oracle: JavaRosa, the engine of ODK Collect, answering line by line.
 *
 * One command a line on stdin, fields parted by tabs (\t, \n and \\ escaped); one JSON document a line on stdout.
 *   now MILLIS | load FILE MEDIA_FOLDER | set PATH VALUE | add_row PATH | remove_row PATH | language NAME | refresh | dump
 */
public final class Oracle {
    private static PrintStream out;
    private static File media = new File(".");
    private static FormDef form;
    private static FormEntryController controller;

    public static void main(String[] args) throws Exception {
        out = new PrintStream(System.out, false, "UTF-8");
        System.setOut(System.err); // whatever JavaRosa prints must not mix with the answers
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new Properties());
        ReferenceManager.instance().addReferenceFactory(new MediaFactory());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(answer(line.split("\t", -1)));
            out.flush();
        }
    }

    private static String answer(String[] words) {
        for (int i = 0; i < words.length; i++) words[i] = unescape(words[i]);
        try {
            switch (words[0]) {
                case "now":
                    Pinned.millis = Long.parseLong(words[1]);
                    DateTimeUtils.setCurrentMillisFixed(Pinned.millis);
                    return "{\"ok\":true}";
                case "load":
                    load(new File(words[1]), new File(words[2]));
                    return "{\"ok\":true}";
                case "set":
                    set(words[1], words[2]);
                    break;
                case "add_row":
                    addRow(words[1]);
                    break;
                case "remove_row":
                    form.deleteRepeat(indexes().get(words[1]));
                    break;
                case "language":
                    language(words[1]);
                    break;
                case "refresh":
                    refreshAll();
                    break;
                case "dump":
                    return dump();
                default:
                    return "{\"error\":\"unknown command\"}";
            }
            settle();
            return "{\"ok\":true}";
        } catch (Throwable error) {
            return "{\"error\":" + quote(error.getClass().getSimpleName() + ": " + error.getMessage()) + "}";
        }
    }

    private static void load(File file, File folder) throws Exception {
        media = folder;
        MathUtils.getRand().setSeed(20260101L);
        try (InputStream stream = new FileInputStream(file)) {
            form = XFormUtils.getFormFromInputStream(stream);
        }
        form.getEvaluationContext().addFunctionHandler(new PullData());
        form.initialize(true, new InstanceInitializationFactory());
        controller = new FormEntryController(new FormEntryModel(form));
        settle();
    }

    /** Leave a person's footprints: step through every relevant screen until nothing changes any more. */
    private static void settle() {
        for (int round = 0; round < 40; round++) {
            boolean changed = false;
            controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
            int steps = 0;
            int rows = countNodes(form.getMainInstance().getRoot());
            while (controller.stepToNextEvent() != FormEntryController.EVENT_END_OF_FORM && steps++ < 20000) {
                FormIndex index = controller.getModel().getFormIndex();
                if (controller.getModel().getEvent(index) == FormEntryController.EVENT_QUESTION) {
                    changed |= refresh(controller.getModel().getQuestionPrompt(index));
                }
            }
            while (shrink()) changed = true;
            if (!changed && rows == countNodes(form.getMainInstance().getRoot())) return;
        }
    }

    /** JavaRosa makes the rows that a repeat_count asks for and leaves those beyond it; in xaso a count also shrinks. */
    private static boolean shrink() {
        for (Map.Entry<String, FormIndex> entry : indexes().entrySet()) {
            FormIndex index = entry.getValue();
            if (!(form.getChild(index) instanceof GroupDef)) continue;
            GroupDef group = (GroupDef) form.getChild(index);
            if (!group.getRepeat() || group.getCountReference() == null || !controller.getModel().isIndexRelevant(index)) continue;
            TreeReference count = FormInstance.unpackReference(group.getCountReference()).contextualize(index.getReference());
            TreeElement node = form.getMainInstance().resolveReference(count);
            int wanted = node == null || node.getValue() == null ? 0 : AnswerDataUtil.answerDataToInt(node.getValue());
            if (index.getTerminal().getInstanceIndex() >= wanted) {
                form.deleteRepeat(index);
                return true;
            }
        }
        return false;
    }

    /** Showing choices drops answers that are no longer offered; leaving the screen saves what is left. */
    private static boolean refresh(FormEntryPrompt prompt) {
        if (prompt.getQuestion().getDynamicChoices() == null) return false;
        TreeReference ref = prompt.getIndex().getReference();
        String before = text(form.getMainInstance().resolveReference(ref));
        prompt.getSelectChoices();
        TreeElement node = form.getMainInstance().resolveReference(ref);
        if (before.equals(text(node))) return false;
        form.setValue(node.getValue(), ref, node, true);
        return true;
    }

    /** JavaRosa's own calculation from scratch, as it does it when a form is opened. */
    private static void refreshAll() throws Exception {
        Method method = FormDef.class.getDeclaredMethod("initializeTriggerables", TreeReference.class);
        method.setAccessible(true);
        method.invoke(form, TreeReference.rootRef());
    }

    private static int countNodes(TreeElement element) {
        int count = 1;
        for (int i = 0; i < element.getNumChildren(); i++) count += countNodes(element.getChildAt(i));
        return count;
    }

    private static void set(String path, String value) {
        TreeElement node = nodes().get(path);
        if (node == null) throw new IllegalArgumentException("no node " + path);
        FormIndex index = indexes().get(path);
        QuestionDef question = index == null ? null : (QuestionDef) form.getChild(index);
        form.setValue(value.isEmpty() ? null : data(value, node, question), node.getRef(), node, true);
    }

    private static IAnswerData data(String value, TreeElement node, QuestionDef question) {
        int control = question == null ? Constants.CONTROL_INPUT : question.getControlType();
        if (control == Constants.CONTROL_SELECT_ONE) return new SelectOneData(new Selection(value));
        if (control == Constants.CONTROL_SELECT_MULTI || control == Constants.CONTROL_RANK) {
            List<Selection> all = new ArrayList<>();
            for (String one : value.trim().split(" +")) all.add(new Selection(one));
            return new MultipleItemsData(all);
        }
        if (control == Constants.CONTROL_TRIGGER) return new StringData(value);
        return XFormAnswerDataParser.getAnswerData(value, node.getDataType());
    }

    private static void addRow(String path) throws Exception {
        for (FormIndex index = next(FormIndex.createBeginningOfFormIndex()); !index.isEndOfFormIndex(); index = next(index)) {
            if (controller.getModel().getEvent(index) != FormEntryController.EVENT_PROMPT_NEW_REPEAT) continue;
            String at = path(index.getReference());
            if (at.substring(0, at.lastIndexOf('[')).equals(path)) {
                form.createNewRepeat(index);
                return;
            }
        }
        throw new IllegalArgumentException("no row can be added at " + path);
    }

    private static void language(String name) {
        for (String known : controller.getModel().getLanguages()) {
            if (known.equals(name) || known.endsWith("(" + name + ")")) {
                controller.setLanguage(known);
                return;
            }
        }
    }

    private static FormIndex next(FormIndex index) {
        return controller.getModel().incrementIndex(index, true);
    }

    /** Every control that stands on an existing node, by concrete path. */
    private static Map<String, FormIndex> indexes() {
        Map<String, FormIndex> found = new HashMap<>();
        for (FormIndex index = next(FormIndex.createBeginningOfFormIndex()); !index.isEndOfFormIndex(); index = next(index)) {
            if (controller.getModel().getEvent(index) != FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                found.putIfAbsent(path(index.getReference()), index);
            }
        }
        return found;
    }

    private static Map<String, TreeElement> nodes() {
        Map<String, TreeElement> found = new LinkedHashMap<>();
        collect(form.getMainInstance().getRoot(), found);
        return found;
    }

    private static void collect(TreeElement element, Map<String, TreeElement> found) {
        for (int i = 0; i < element.getNumChildren(); i++) {
            TreeElement child = element.getChildAt(i);
            if (child.getMult() == TreeReference.INDEX_TEMPLATE) continue;
            found.put(path(child.getRef()), child);
            collect(child, found);
        }
    }

    /** "/data/r[2]/x": an index, from 1, on the rows of repeats and nowhere else. */
    private static String path(TreeReference ref) {
        StringBuilder text = new StringBuilder();
        TreeReference sofar = TreeReference.rootRef();
        for (int i = 0; i < ref.size(); i++) {
            sofar.add(ref.getName(i), ref.getMultiplicity(i));
            text.append('/').append(ref.getName(i));
            TreeReference generic = sofar.genericize();
            TreeElement template = form.getMainInstance().getTemplatePath(generic);
            if (i > 0 && template != null && template.isRepeatable()) {
                text.append('[').append(Math.max(ref.getMultiplicity(i), 0) + 1).append(']');
            }
        }
        return text.toString();
    }

    private static String dump() {
        Map<String, FormIndex> indexes = indexes();
        StringBuilder json = new StringBuilder("{\"nodes\":[");
        boolean first = true;
        for (Map.Entry<String, TreeElement> entry : nodes().entrySet()) {
            if (!first) json.append(',');
            first = false;
            json.append(node(entry.getKey(), entry.getValue(), indexes.get(entry.getKey())));
        }
        return json.append("]}").toString();
    }

    private static String node(String path, TreeElement node, FormIndex index) {
        FormEntryPrompt prompt = null;
        String label = null;
        List<String> values = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        if (index != null && form.getChild(index) instanceof QuestionDef) {
            prompt = controller.getModel().getQuestionPrompt(index);
            label = attempt(prompt::getQuestionText);
            if (node.isRelevant()) choices(prompt, values, labels); // asking for choices drops answers: not of hidden ones
        } else if (index != null) {
            FormEntryCaption caption = controller.getModel().getCaptionPrompt(index);
            label = attempt(caption::getQuestionText);
        }
        String message = null;
        boolean valid = true;
        if (prompt != null && node.isRelevant()) {
            IAnswerData value = node.getValue();
            if (value == null) {
                valid = !node.isRequired();
                if (!valid) message = attempt(() -> requiredText(node));
            } else {
                valid = form.evaluateConstraint(node.getRef(), value);
                if (!valid) {
                    FormEntryPrompt asked = prompt;
                    message = attempt(() -> asked.getConstraintText(value));
                }
            }
        }
        return "{\"path\":" + quote(path) + ",\"leaf\":" + (!node.hasChildren() && !node.isRepeatable())
            + ",\"question\":" + (prompt != null) + ",\"value\":" + quote(node.hasChildren() ? "" : text(node)) + ",\"relevant\":" + node.isRelevant()
            + ",\"required\":" + node.isRequired() + ",\"readonly\":" + !node.isEnabled() + ",\"valid\":" + valid
            + ",\"message\":" + quote(message) + ",\"label\":" + quote(label) + ",\"choices\":" + array(values)
            + ",\"choice_labels\":" + array(labels) + "}";
    }

    /** The required message as ODK Collect reads it: plain words, or an itext expression. */
    private static String requiredText(TreeElement node) throws Exception {
        String words = node.getBindAttributeValue(XFormParser.NAMESPACE_JAVAROSA, "requiredMsg");
        if (words == null || !words.trim().startsWith("jr:itext(")) return words;
        EvaluationContext context = new EvaluationContext(form.getEvaluationContext(), node.getRef());
        Object value = XPathParseTool.parseXPath("string(" + words + ")").eval(form.getMainInstance(), context);
        return (String) value;
    }

    private static void choices(FormEntryPrompt prompt, List<String> values, List<String> labels) {
        int control = prompt.getControlType();
        if (control != Constants.CONTROL_SELECT_ONE && control != Constants.CONTROL_SELECT_MULTI && control != Constants.CONTROL_RANK) return;
        List<SelectChoice> all = prompt.getSelectChoices();
        if (all == null) return;
        for (SelectChoice choice : all) {
            values.add(choice.getValue());
            labels.add(attempt(() -> prompt.getSelectChoiceText(choice)));
        }
    }

    private interface Words { String get() throws Exception; }

    private static String attempt(Words words) {
        try {
            return words.get();
        } catch (Exception error) {
            return null;
        }
    }

    private static String text(TreeElement node) {
        if (node.getValue() == null) return "";
        Object data = new XFormAnswerDataSerializer().serializeAnswerData(node.getValue(), node.getDataType());
        return data == null ? "" : data.toString();
    }

    private static String array(List<String> all) {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < all.size(); i++) json.append(i == 0 ? "" : ",").append(quote(all.get(i)));
        return json.append(']').toString();
    }

    private static String quote(String text) {
        if (text == null) return "null";
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') json.append('\\').append(c);
            else if (c < ' ' || c > '~') json.append(String.format("\\u%04x", (int) c));
            else json.append(c);
        }
        return json.append('"').toString();
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) plain.append(c);
            else {
                char kind = text.charAt(++i);
                plain.append(kind == 't' ? '\t' : kind == 'n' ? '\n' : kind == 'r' ? '\r' : kind);
            }
        }
        return plain.toString();
    }

    /** pulldata(file, wanted column, key column, key): ODK Collect adds it to JavaRosa, so do we. */
    private static final class PullData implements IFunctionHandler {
        public String getName() { return "pulldata"; }
        public List<Class[]> getPrototypes() { return Collections.emptyList(); }
        public boolean rawArgs() { return true; }
        public boolean realTime() { return false; }
        public Object eval(Object[] args, EvaluationContext context) {
            String file = words(args[0]);
            DataInstance<?> instance = form.getNonMainInstance(file);
            if (instance == null) return "";
            TreeElement root = (TreeElement) instance.getRoot();
            for (int i = 0; i < root.getNumChildren(); i++) {
                TreeElement row = root.getChildAt(i);
                TreeElement key = row.getFirstChild(words(args[2]));
                if (key != null && key.getValue() != null && key.getValue().getDisplayText().equals(words(args[3]))) {
                    TreeElement wanted = row.getFirstChild(words(args[1]));
                    return wanted == null || wanted.getValue() == null ? "" : wanted.getValue().getDisplayText();
                }
            }
            return "";
        }
        private static String words(Object value) { return org.javarosa.xpath.expr.XPathFuncExpr.toString(value); }
    }

    /** Properties of the person and the machine: fixed words, so that answers can be compared. */
    private static final class Properties implements IPropertyManager {
        public List<String> getProperty(String name) { return Collections.singletonList(getSingularProperty(name)); }
        public void setProperty(String name, String value) { }
        public void setProperty(String name, List<String> values) { }
        public String getSingularProperty(String name) {
            if (name.equals("username")) return "tester";
            if (name.equals("deviceid")) return "device";
            return "";
        }
        public void addRules(IPropertyRules rules) { }
        public List<IPropertyRules> getRules() { return Collections.emptyList(); }
    }

    /** jr://file/x.xml and jr://file-csv/x.csv are files of the media folder. */
    private static final class MediaFactory implements ReferenceFactory {
        public boolean derives(String uri) { return uri.startsWith("jr://"); }
        public Reference derive(String uri) { return new MediaFile(uri); }
        public Reference derive(String uri, String context) { return new MediaFile(uri); }
    }

    private static final class MediaFile implements Reference {
        private final String uri;
        MediaFile(String uri) { this.uri = uri; }
        private File file() { return new File(media, uri.substring(uri.lastIndexOf('/') + 1)); }
        public boolean doesBinaryExist() { return file().exists(); }
        public InputStream getStream() throws java.io.IOException { return new FileInputStream(file()); }
        public String getURI() { return uri; }
        public String getLocalURI() { return file().getAbsolutePath(); }
        public boolean isReadOnly() { return true; }
        public OutputStream getOutputStream() { throw new UnsupportedOperationException(); }
        public void remove() { }
        public Reference[] probeAlternativeReferences() { return new Reference[0]; }
    }
}
